"""Which office answers for a question that we cannot answer."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

import yaml


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        files("dialogue").joinpath("channels.yaml").read_text(encoding="utf-8")
    )
    return loaded


def hotline(question: str) -> str | None:
    """12393 or 12333 with what it is for; None where the question names neither side."""
    hits = [
        (sum(word in question for word in row["words"]), f"{row['hotline']}（{row['name']}）")
        for row in _table()["hotlines"]
    ]
    count, line = max(hits, key=lambda hit: hit[0])
    return line if count else None


def line(*questions: str) -> str:
    """The hotline of the first of them that names a side, else the city's."""
    return next(filter(None, map(hotline, questions)), "12345")


_UNWANTED = re.compile(r"(?:不想|不愿意?|不用|没想)[^，。,；;？?]{1,6}")
"""What the citizen does not want is not the matter: "我不想打官司"."""


def bureau(question: str) -> tuple[str, str] | None:
    """(bureau, hotline) of another office whose matter the question is."""
    question = _UNWANTED.sub("", question)
    for row in _table()["bureaus"]:
        if any(word in question for word in row["words"]):
            return row["bureau"], str(row["hotline"])
    return None


def other_matter(question: str, evidence: str) -> bool:
    """Whether the question is another office's matter that the evidence does not even mention."""
    question = _UNWANTED.sub("", question)
    for row in _table()["bureaus"]:
        named = [word for word in row["words"] if word in question]
        if named:
            return not any(pair in evidence for word in named for pair in _pairs(word))
    return False


def _pairs(word: str) -> list[str]:
    """ "领结婚证" is spoken of where "结婚" is."""
    return [word[i : i + 2] for i in range(len(word) - 1)]


def own_case(question: str) -> str | None:
    """Where the citizen looks up their own record, when that is what they ask."""
    table = _table()["own_case"]
    asked = any(word in question for word in table["words"]) or own_value(question)
    if not asked and not any(re.search(pattern, question) for pattern in table["patterns"]):
        return None
    return own_record(question)


def own_value(question: str) -> bool:
    """Whether it asks what stands in the citizen's own record: an amount, how long they have paid."""
    return any(re.search(pattern, question) for pattern in _table()["own_case"]["values"])


def own_record(question: str) -> str:
    """Where the citizen looks up their own record in the matter of the question."""
    rows = _table()["own_case"]["channels"]
    return next(
        str(row["channel"])
        for row in rows
        if not row["words"] or any(word in question for word in row["words"])
    )


Elsewhere = Literal["medical_advice", "appraisal"]
"""What others say and not we: a doctor's, an appraisal committee's; an emergency is the guard's to hear."""


def left_to_others(question: str) -> Elsewhere | None:
    """Whose it is to say."""
    for kind in get_args(Elsewhere):
        if any(re.search(pattern, question) for pattern in _table()[kind]["patterns"]):
            return cast(Elsewhere, kind)
    return None
