"""Names that texts are searched for: matters with their spoken forms, materials, channels, offices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

GROUPS = {"employee": "职工", "resident": "居民", "flexible": "灵活就业", "retired": "退休"}

INSURANCES = {
    "参保登记": "社会保险", "缴费": "社会保险", "经办指南": "社会保险", "手工报销": "医疗保险", "直接结算": "医疗保险",
    "异地就医": "医疗保险", "个人账户": "医疗保险", "门诊慢特病": "医疗保险", "药品目录": "医疗保险",
    "生育保险": "生育保险", "养老保险": "养老保险", "失业保险": "失业保险", "工伤保险": "工伤保险",
}  # fmt: skip
"""Business areas and the insurance they are part of; the others are part of none."""


@dataclass(frozen=True)
class Names:
    """One pattern over all spellings, the longest first, and the name that each spelling stands for."""

    names: Mapping[str, str]
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.names, key=len, reverse=True)
        object.__setattr__(self, "pattern", re.compile("|".join(map(re.escape, longest_first))))

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[str]]) -> Names:
        return cls({spelling: name for name, others in rows.items() for spelling in (name, *others)})

    def found(self, text: str) -> list[str]:
        """Names in the order in which the text has them, each once."""
        return list(dict.fromkeys(self.names[match] for match in self.pattern.findall(text)))

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, name) of every spelling in a text."""
        return [(*match.span(), self.names[match[0]]) for match in self.pattern.finditer(text)]

    def first(self, text: str) -> str | None:
        match = self.pattern.search(text)
        return self.names[match[0]] if match else None


@dataclass(frozen=True, slots=True)
class Matter:
    """Something a citizen has done: a claim, a registration, an application."""

    name: str
    spoken: tuple[str, ...]
    insurance: str
    gives: tuple[str, ...] = ()
    """Papers one holds when it is done."""


@cache
def matters() -> dict[str, Matter]:
    return {
        name: Matter(name, tuple(row["spoken"]), row["insurance"], tuple(row.get("gives", ())))
        for name, row in _read("matters.yaml").items()
    }


@cache
def matter_names() -> Names:
    return Names.of({name: matter.spoken for name, matter in matters().items()})


@cache
def done_or_named() -> Names:
    """Matters by their names, and by the papers that only they give: with 裁决书 in hand an arbitration is over."""
    papers = {paper: name for name, matter in matters().items() for paper in matter.gives if len(paper) > 2}
    return Names({**papers, **matter_names().names})


@cache
def found_in_answers(group: str) -> Names:
    """`group`: materials, channels or offices."""
    return Names.of(_read("graph-words.yaml")[group])


def _read(name: str) -> Any:
    return yaml.safe_load(files("kb").joinpath("data", name).read_text(encoding="utf-8"))
