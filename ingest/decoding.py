"""Which encoding a file is in, and its text."""

from __future__ import annotations

import codecs
import re
import unicodedata

from ingest.errors import UnreadableFileError

SAMPLE = 1 << 18
"""Bytes looked at to decide; the rest is decoded line by line and checked again there."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200c\u200d\u2060\ufeff\ud800-\udfff]")
_WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE |= {ord("％"): ord("%"), 0xA0: ord(" ")}
# Radicals that stand for characters in text copied from PDF: "⼉童" is "儿童".
_WIDE |= {
    code: ord(unicodedata.normalize("NFKC", chr(code))) for code in (0x2E9F, 0x2EF3, *range(0x2F00, 0x2FD6))
}
_UNCLEAN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\xa0\u200b-\u200d\u2028\u2060\ufeff\ud800-\udfff\uff05\uff0e\uff10-\uff5a\u2e9f\u2ef3\u2f00-\u2fd5]"
)
_WIDE_POINT = re.compile(r"(?<=\d)．(?=\d)")


def detect(sample: bytes) -> str:
    """Name of the codec: utf-8, utf-8-sig, utf-16(-le|-be) or gb18030.

    Lines vote, because GB18030 text is almost never valid UTF-8 while UTF-8 text often passes as GB18030.
    """
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    if wide := _utf16_without_mark(sample[:4096]):
        return wide
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    if len(sample) >= SAMPLE and len(lines) > 1:
        lines.pop()  # the sample may end inside a character
    elif len(sample) >= SAMPLE and lines:
        lines = [_whole_characters(lines[0])]  # one line longer than the sample
    valid = sum(is_utf8(line) for line in lines)
    return "utf-8" if valid * 2 >= len(lines) else "gb18030"


def _whole_characters(line: bytes) -> bytes:
    """Without the bytes of a UTF-8 character that the end of the sample cuts."""
    for cut in range(1, 4):
        if line[-cut] >= 0xC0:
            return line[:-cut]
    return line


def _utf16_without_mark(sample: bytes) -> str | None:
    """ASCII characters have a zero byte at one parity in UTF-16; no other text has zero bytes."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < 2 or even == odd:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(name, errors="replace")
    return name if "\n" in text or "," in text or "\t" in text else None


def is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, declared: str | None = None) -> str:
    """A whole document's text; raises UnreadableFileError."""
    names = [detect(data[:SAMPLE]), "utf-8", "gb18030"]
    if declared:
        names.insert(0, "gb18030" if declared.lower() in ("gb2312", "gbk") else declared)
    for name in dict.fromkeys(names):
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        _require_no_big5(data, text, name)
        return text
    text = data.decode(names[0] if declared is None else names[1], errors="replace")
    if text.count("\ufffd") * 100 > len(text):
        raise UnreadableFileError(f"{_first_odd_line(data)}请把整个文件另存为 UTF-8 编码后再导入")
    return text


_COMMON = 0.7
"""Share of the characters of a Chinese text in GB18030 that GB 2312 has; of Big5 read as GB18030 half has it."""


def _require_no_big5(data: bytes, text: str, name: str) -> None:
    """Big5 passes as GB18030 and comes out as nonsense."""
    wide = [char for char in text[:4000] if ord(char) > 0x7F]
    if name != "gb18030" or len(wide) < 8:
        return
    common = sum(bool(char.encode("gb2312", errors="ignore")) for char in wide)
    if common >= _COMMON * len(wide):
        return
    try:
        data.decode("big5")
    except UnicodeDecodeError:
        return
    raise UnreadableFileError("文字像是繁体中文的 Big5 编码：请另存为 UTF-8 编码后再导入")


def _first_odd_line(data: bytes) -> str:
    """Where a text changes its encoding, in words."""
    lines = data.split(b"\n")
    name = detect(data[:SAMPLE])
    if name not in ("utf-8", "gb18030"):
        return "文字编码无法识别："
    for number, line in enumerate(lines, start=1):
        try:
            line.decode(name)
        except UnicodeDecodeError:
            return f"第{number}行的编码和文件其余部分（{name.upper()}）不一样："
    return "文字编码无法识别："


def clean(text: str) -> str:
    """Without control characters; full-width digits and letters made half-width, radicals the characters they show."""
    if not _UNCLEAN.search(text):
        return text
    text = _DROPPED.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return _WIDE_POINT.sub(".", text.translate(_WIDE))
