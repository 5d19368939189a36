"""Unit vectors as bytes: one signed byte a dimension, a quarter of float32.

Rounding to 1/127 of a vector's largest component changes cosines of 384 dimensions by less than 0.01.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]


def quantise(matrix: Matrix) -> npt.NDArray[np.int8]:
    """Shape (n, dim) float to (n, dim) int8; only directions survive, lengths do not."""
    scale = 127.0 / np.maximum(np.abs(matrix).max(axis=1, keepdims=True), 1e-9)
    rounded: npt.NDArray[np.int8] = np.rint(matrix * scale).astype(np.int8)
    return rounded


def dequantise(rows: npt.NDArray[np.int8]) -> Matrix:
    """Back to unit vectors, shape (n, dim) float32."""
    matrix = rows.astype(np.float32)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return matrix


def pack(matrix: Matrix) -> list[bytes]:
    return [row.tobytes() for row in quantise(matrix)]


def unpack(packed: Sequence[bytes], dim: int) -> Matrix:
    return dequantise(np.frombuffer(b"".join(packed), dtype=np.int8).reshape(len(packed), dim))


def save(path: Path, name: str, packed: Mapping[str, bytes]) -> None:
    """Packed vectors by hash, under the name they have in a store."""
    hashes = sorted(packed)
    np.savez_compressed(
        path,
        embedder=np.array(name),
        hashes=np.array([list(bytes.fromhex(one)) for one in hashes], dtype=np.uint8),
        vectors=np.array([np.frombuffer(packed[one], dtype=np.int8) for one in hashes]),
    )


def load(path: Path) -> tuple[str, dict[str, bytes]]:
    """What `save` wrote: the name, and packed vectors by hash."""
    with np.load(path) as data:
        hashes = (bytes(row).hex() for row in data["hashes"])
        return str(data["embedder"]), dict(
            zip(hashes, (row.tobytes() for row in data["vectors"]), strict=True)
        )
