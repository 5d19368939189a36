"""What a result depends on: two runs with the same fingerprint give the same answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_CODE = (".py", ".yaml", ".json", ".tsv", ".txt", ".md", ".npz", ".jsonl")


class Fingerprint(BaseModel):
    """Stored with a run; a run is continued only when all of it is the same."""

    model_config = ConfigDict(frozen=True)

    golden: str
    """Hash of the questions."""
    data: dict[str, str] = {}
    """Name of each golden file to the hash of its questions."""
    release: str | None = None
    """Name of the knowledge release, where one is in use."""
    knowledge: str = ""
    """Hash over the contents of the knowledge, with facts, corrected relations and what was learned of it."""
    words: str = ""
    """Hash over the guard's words of the home."""
    settings: dict[str, str] = {}
    """Settings that change answers; no secrets."""
    answerer: str = ""
    model: str = ""
    """Model and prompt version; empty without a model."""
    prompts: str = ""
    """Hash of the prompts."""
    code: str = ""
    """Version and hash of the code and its data files."""
    day: date
    """What "today" means."""
    seed: int = 0

    @property
    def conditions(self) -> str:
        """Hash of all but the questions: under the same conditions a question gets the same answer."""
        rest = self.model_dump_json(exclude={"golden", "data"})
        return hashlib.sha256(rest.encode()).hexdigest()


def code_version(packages: Iterable[Path]) -> str:
    """The installed version, and a hash over the source, prompts and data of the packages."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted(package.rglob("*")):
            if path.suffix in _CODE and path.is_file():
                digest.update(f"{package.name}/{path.relative_to(package)}\0".encode())
                digest.update(path.read_bytes())
    try:
        installed = version("jingxiaobao")
    except PackageNotFoundError:
        installed = "0"
    return f"{installed}+{digest.hexdigest()[:12]}"
