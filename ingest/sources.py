"""Which files an import means: those named, and those of a folder that hold knowledge."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.parse import KNOWN, SAVE_AS

_DESCRIPTION = re.compile(r"(?:SOURCE|README|LICENSE|CHANGELOG)(?:[._-].*)?", re.IGNORECASE)
_OFFICE_LOCK = "~$"
_FOLDERS_ABOVE = 2
"""Folders above a file named alone that may tell its region."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    path: Path
    shown: str
    """How reports name it: by its place in the folder that was given."""
    folders: tuple[str, ...]
    """Names of the folders above, nearest first."""


def walk(paths: Iterable[Path]) -> Iterator[SourceFile | Path]:
    """Files in a fixed order, each once; a path that does not exist comes back as it is.

    In folders, descriptions (SOURCE.md, README), hidden files, links and files of other kinds are left
    out; files that look like documents but cannot be read (.doc) are kept, to be reported.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            yield path
        elif path.is_dir():
            for file in _inside(path):
                if file.path.resolve() not in seen:
                    seen.add(file.path.resolve())
                    yield file
        elif path.resolve() not in seen:
            seen.add(path.resolve())
            above = [parent.name for parent in path.resolve().parents][:_FOLDERS_ABOVE]
            yield SourceFile(path, path.name, tuple(above))


def _inside(root: Path) -> Iterator[SourceFile]:
    top = root.resolve().name
    for folder, names, files in os.walk(root):
        names[:] = sorted(
            name for name in names if not name.startswith(".") and not (Path(folder) / name).is_symlink()
        )
        for name in sorted(files):
            path = Path(folder) / name
            if name.startswith((".", _OFFICE_LOCK)) or path.is_symlink() or _DESCRIPTION.fullmatch(name):
                continue
            if path.suffix.lower() in KNOWN or path.suffix.lower() in SAVE_AS:
                inner = path.relative_to(root)
                yield SourceFile(
                    path, inner.as_posix(), (*(part.name for part in inner.parents if part.name), top)
                )
