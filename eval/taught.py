"""What the recipes of `bench` learned from, by the list in `golden/taught.yaml`: there only where the sources are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from eval import sealed
from eval.errors import GoldenFileError
from eval.golden import Golden
from eval.leakage import Known
from kb import faults

LIST = Path("golden/taught.yaml")


class _Listed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: tuple[str, ...] = ()
    """Files of lines below the root; a label may stand before a tab."""
    golden: tuple[str, ...] = ()
    """Golden files beside the list; `*` stands for any name."""


@dataclass(frozen=True)
class Taught:
    """The files of the list, below the root of the sources."""

    root: Path
    listed: _Listed

    @classmethod
    def load(cls, root: Path) -> Taught:
        """Nothing where there is no list; raises GoldenFileError where it cannot be used."""
        path = root / LIST
        if not path.exists():
            return cls(root, _Listed())
        try:
            return cls(root, _Listed.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
            raise GoldenFileError([f"{path}：写得不对：{faults.told(error)}"]) from error

    def lines(self) -> Iterator[Known]:
        """What was learned line by line."""
        for name in self.listed.lines:
            for line in _read(self.root / name):
                yield Known(line.rpartition("\t")[2].strip(), Path(name).name, "training")

    def remark(self, questions: Sequence[Golden]) -> tuple[str, ...]:
        """How many of the questions stand in golden files that were learned from, in Chinese."""
        learned = self._questions()
        found = Counter(learned[q.turns] for q in questions if q.part != sealed.SEALED and q.turns in learned)
        if not found:
            return ()
        files = "、".join(f"{name} {number} 题" for name, number in found.most_common())
        return (f"有 {found.total()} 题学习时用过（{files}）：成绩会偏高，只供开发，不能当验收成绩",)

    def _questions(self) -> dict[tuple[str, ...], str]:
        folder = self.root / LIST.parent
        paths = [path for name in self.listed.golden for path in sorted(folder.glob(name))]
        return {
            tuple(turn.strip() for turn in json.loads(line)["turns"]): str(path.relative_to(folder))
            for path in paths
            if not sealed.is_sealed(path)
            for line in _read(path)
        }


def _read(path: Path) -> list[str]:
    """The lines that are not empty; raises GoldenFileError."""
    try:
        return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise GoldenFileError([f"{path}：读不了，请核对 {LIST}"]) from error
