"""A document file becomes a document with its passages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest import cells, front_matter, place, validity
from ingest.authority import authority_of
from ingest.errors import BadRowError, UnreadableFileError
from ingest.issuer import issuer_of, number_of
from ingest.readers import docx, html, markdown, pdf, text
from ingest.split import split
from ingest.types import ParsedDocument, RawDocument
from kb.types import Document

FORMAT = 1
"""Raised when the same file would be read differently than before, so that it is read again."""

READERS: dict[str, Callable[[Path], RawDocument]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".docx": docx.read,
    ".pdf": pdf.read,
}


def content_hash(path: Path, region: str | None, folders: Sequence[str]) -> str:
    """Of the bytes and of what else decides how they are read: equal means nothing to do."""
    digest = hashlib.sha256(f"{FORMAT}\0{region}\0{place_hint(folders)}\0".encode())
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def place_hint(folders: Sequence[str]) -> str:
    """What the folders say, so that a file moved between folders that say the same is unchanged."""
    region = next(filter(None, map(place.of_folder, folders)), "")
    return f"{region}{'案例' if any('案例' in folder for folder in folders) else ''}"


def parse(path: Path, *, region: str | None = None, folders: Sequence[str] = ()) -> ParsedDocument:
    """Read a document file; raises UnreadableFileError. `folders` stand above the file, nearest first."""
    raw = READERS[path.suffix.lower()](path)
    head = front_matter.read(raw, path.stem)
    passages = split(path.name, head.body)
    if not passages:
        raise UnreadableFileError("文件里没有读到正文：请检查内容，或另存为 Word、文本文件再导入")
    lines = "\n".join(block.text for block in head.body if block.text)
    issuer = issuer_of(head.listed.get("issuer"), head.history, head.title, head.body)
    number = number_of(head.listed.get("number"), head.history, head.body)
    when = validity.read(path.stem, head.title, head.listed, head.history, lines)
    url = head.listed.get("url", "")
    document = Document(
        name=path.name,
        title=head.title,
        region=_region(region, head.listed.get("region"), head.title, issuer, folders),
        number=number,
        issuer=issuer,
        issued=when.issued,
        period=when.period,
        authority=authority_of(
            head.title, issuer=issuer, number=number, history=head.history, text=lines, folders=folders
        ),
        url=url if url.startswith(("http://", "https://")) else None,
        repeals=when.repeals,
        note=head.note,
    )
    return ParsedDocument(document, passages, content_hash(path, region, folders), raw.notices)


def _region(
    given: str | None, listed: str | None, title: str, issuer: str | None, folders: Sequence[str]
) -> str:
    if given is not None:
        return given
    if listed:
        try:
            return cells.region(listed)
        except BadRowError as error:
            raise UnreadableFileError(str(error)) from error
    return place.region_of(title, issuer, folders)
