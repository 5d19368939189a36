"""PDF as blocks: the text layer, page by page, with printed lines joined to paragraphs again."""

from __future__ import annotations

import logging
import re
import zlib
from collections import Counter
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.decoding import clean
from ingest.errors import UnreadableFileError
from ingest.readers.text import file_bytes
from ingest.types import Block, RawDocument

PAGE_LIMIT = 2000
CHARACTERS_A_PAGE = 5
"""Fewer on average, and the pages are pictures."""
_BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError,
    NotImplementedError, RecursionError, OSError, zlib.error, OverflowError,
)  # fmt: skip
"""What pypdf raises, by experience, on damaged files."""
_PAGE_NUMBER = re.compile(
    r"[-—–\s·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–\s·]*"
)
_STARTS = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]"
    r"|\d{1,2}[.．、]|附\s*[件录表则]|【|《"
)
_ENDS = ("。", "；", "：", ":", ";", "！", "？", "?", "!")


def read(path: Path) -> RawDocument:
    file_bytes(path)
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # its warnings quote the file's content
    pages = _pages(path)
    empty = [number for number, page in enumerate(pages, start=1) if _printed(page) < CHARACTERS_A_PAGE]
    if len(empty) == len(pages) or sum(map(_printed, pages)) < CHARACTERS_A_PAGE * len(pages):
        some = f"，{len(pages)} 页里只有 {len(pages) - len(empty)} 页有字" if len(empty) < len(pages) else ""
        raise UnreadableFileError(
            f"PDF 里没有文字（多半是扫描件{some}）：请先做文字识别（OCR），或改用 Word 版再导入"
        )
    notices = (_without_text(empty),) if empty else ()
    return RawDocument(tuple(map(Block, _paragraphs(_without_margins(pages)))), notices=notices)


def _printed(page: str) -> int:
    return len("".join(page.split()))


def _without_text(empty: list[int]) -> str:
    listed = "、".join(map(str, empty[:10])) + ("等" if len(empty) > 10 else "")
    return f"第 {listed} 页没有文字（多半是扫描或图片），已导入其余各页：请核对，缺的内容做文字识别（OCR）后再导入"


def _pages(path: Path) -> list[str]:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFileError("PDF 有打开密码：请去掉密码后再导入")
        if len(reader.pages) > PAGE_LIMIT:
            raise UnreadableFileError(
                f"PDF 有 {len(reader.pages)} 页，超过 {PAGE_LIMIT} 页：请拆成几个文件再导入"
            )
        return [clean(page.extract_text()) for page in reader.pages]
    except _BROKEN as error:
        raise UnreadableFileError("PDF 打不开，可能已损坏或有密码：请重新导出一份再导入") from error
    except (ImportError, DependencyError) as error:  # pypdf needs an extra package for AES
        raise UnreadableFileError(
            "PDF 有加密（打开密码，或限制复制、编辑）：请用阅读器打开后打印成新的 PDF，或改用 Word 版再导入"
        ) from error


def _without_margins(pages: list[str]) -> list[list[str]]:
    """Lines without page numbers and without what stands at the edge of most pages."""
    lines = [[line.strip(" \t\u3000") for line in page.split("\n")] for page in pages]
    lines = [[line for line in page if line] for page in lines]
    edges = Counter(line for page in lines for line in {*page[:2], *page[-2:]})
    repeated = {line for line, count in edges.items() if len(pages) > 2 and count * 2 > len(pages)}
    return [
        [line for line in page if line not in repeated and not _PAGE_NUMBER.fullmatch(line)] for page in lines
    ]


def _paragraphs(pages: list[list[str]]) -> list[str]:
    width = _usual_width([line for page in pages for line in page])
    paragraphs: list[str] = []
    filled = False  # whether the line before reached the right margin
    for page in pages:
        for line in page:
            if paragraphs and filled and not _STARTS.match(line) and not paragraphs[-1].endswith(_ENDS):
                gap = " " if paragraphs[-1][-1].isascii() and line[0].isascii() else ""
                paragraphs[-1] += gap + line
            else:
                paragraphs.append(line)
            filled = len(line) >= width
    return paragraphs


def _usual_width(lines: list[str]) -> int:
    """Characters from which a line counts as full: most of the long lines have that many."""
    lengths = sorted(map(len, lines))
    return max(12, int(lengths[int(len(lengths) * 0.9)] * 0.8)) if lengths else 12
