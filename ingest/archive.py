"""Looks into an Office file before anything unpacks it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import UnreadableFileError

MEGABYTE = 1 << 20
RATIO = 200
"""Office XML packs about 10 to 40 times; a bomb packs a thousand times."""
RATIO_MATTERS_ABOVE = 20 * MEGABYTE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def require_office(
    path: Path, *, part: str, kind: str, limit: int, ratio_above: int = RATIO_MATTERS_ABOVE
) -> None:
    """Raise UnreadableFileError unless the file is an unencrypted Office file of bearable size.

    `part` must be inside ("word/document.xml"); `limit` is the most bytes it may unpack to; from
    `ratio_above` bytes on, how well it is packed counts too.
    """
    with path.open("rb") as file:
        magic = file.read(8)
    if magic == _OLE:
        raise UnreadableFileError(_ole_reason(path, kind))
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFileError(
            f"不是有效的 {kind} 文件，或文件已损坏：请用 {kind} 打开后另存一份再导入"
        ) from error
    _require_bearable(infos, kind, limit, ratio_above)
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableFileError(f"{kind} 文件有密码：请去掉密码后再导入")
    if part not in {info.filename for info in infos}:
        raise UnreadableFileError(f"扩展名是 {kind} 的，内容却不是：请用 {kind} 打开后另存一份再导入")


def _ole_reason(path: Path, kind: str) -> str:
    if _ENCRYPTED in path.read_bytes():
        return f"{kind} 文件有密码：请去掉密码后再导入"
    suffix = ".xlsx" if kind == "Excel" else ".docx"
    return f"这是旧版 {kind} 格式或加密文件：请打开后另存为不带密码的 {suffix} 再导入"


def _require_bearable(infos: list[zipfile.ZipInfo], kind: str, limit: int, ratio_above: int) -> None:
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if unpacked > limit:
        raise UnreadableFileError(
            f"解压后有 {unpacked // MEGABYTE} MB，超过 {limit // MEGABYTE} MB：请拆成几个 {kind} 文件再导入"
        )
    if unpacked > ratio_above and unpacked / packed > RATIO:
        raise UnreadableFileError(
            f"压缩比异常（{unpacked // packed} 倍），疑似压缩炸弹，没有打开："
            f"请确认来源，用 {kind} 另存一份再导入"
        )
