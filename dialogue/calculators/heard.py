"""Which sum a story asks for: every calculator says what its sum is about, and the one that the asking words and the
told inputs speak for most is taken; where two are equal none is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dialogue.calculators.words import Words

if TYPE_CHECKING:
    from dialogue.calculators.types import Calculator

_NEVER = re.compile(r"(?!)")
AMOUNT = re.compile(
    r"多少|几(?!乎|家|点)|多久|多长|多大|(?:什么|啥|甚么|哪个)(?:时候|日子|月份)|哪[1一]?[年天月日]|何时|几时|算一?[下算]|给个(?:数|准)|差不?差|够不够"
)
"""Words that want a quantity or a day."""


@dataclass(frozen=True, slots=True)
class Hears:
    """What a story has to say for a sum to be asked for."""

    about: tuple[re.Pattern[str], ...]
    """Each of them has to be said somewhere."""
    needs: frozenset[str]
    """Inputs of which at least one has to be told; a sum may ask for the rest."""
    amount: re.Pattern[str] = AMOUNT
    never: re.Pattern[str] = _NEVER
    """Words that make it another matter."""
    askable: bool = True
    """Whether the sum may be begun with none of its inputs told, where the speaker tells of their own case."""


def hears(*about: str, needs: str = "", amount: str = "", never: str = "", askable: bool = False) -> Hears:
    """Patterns from their text; `needs` are names parted by spaces."""
    return Hears(
        tuple(map(re.compile, about)),
        frozenset(needs.split()),
        re.compile(amount) if amount else AMOUNT,
        re.compile(never) if never else _NEVER,
        askable,
    )


_CLAUSE = re.compile(r"[，,。；;？?！!]")
_OWN = re.compile(r"我|咱|俺|单位|公司|老板|家里|厂")
_TELLS = 4
"""Characters from which a clause tells something."""
_STORY = 2
"""Telling clauses from which a message is a story of its own, and not a question on the rule."""


_ON_THE_RULE = re.compile(r"最[多长高低少](?!能给我)|一般|通常|规定|几倍|百分之[多几]|几成|加付")
"""Asks what the rule is: nobody is asked for their own case then."""


def wanted(words: Words, calculators: Sequence[Calculator], today: date) -> Calculator | None:
    """The one sum that the story asks for."""
    scored = [(_score(words, calculator, today), calculator) for calculator in calculators]
    best = max((score for score, _ in scored), default=0)
    winners = [calculator for score, calculator in scored if score == best]
    return winners[0] if best and len(winners) == 1 else None


def best_of(words: Words, wanting: Sequence[Calculator]) -> Calculator:
    """Of several that hear their sum, the one whose subject stands where something is asked; else the first."""
    return max(wanting, key=lambda calculator: _subject(words.text, calculator.hears))


def _score(words: Words, calculator: Calculator, today: date) -> int:
    """0 where the sum is not asked for."""
    text, hears = words.text, calculator.hears
    if hears.never.search(text) or not hears.amount.search(text):
        return 0
    if not all(pattern.search(text) for pattern in hears.about):
        return 0
    told = hears.needs & calculator.read(Words(text), today, "").keys()
    if not told and (not hears.askable or not _is_story(text) or _ON_THE_RULE.search(text)):
        return 0
    return _subject(text, hears) + len(told)


def _subject(text: str, hears: Hears) -> int:
    """How near the subject stands to what is asked: 3 in the asking clause, 2 beside it, 1 elsewhere; for each part."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    asking = {number for number, clause in enumerate(clauses) if hears.amount.search(clause)}
    beside = {number + step for number in asking for step in (-1, 1)}
    total = 0
    for pattern in hears.about:
        said = {number for number, clause in enumerate(clauses) if pattern.search(clause)}
        total += 3 if said & asking else 2 if said & beside else 1 if pattern.search(text) else 0
    return total


def _is_story(text: str) -> bool:
    clauses = [clause for clause in _CLAUSE.split(text) if len(clause) >= _TELLS]
    telling = [clause for clause in clauses if not AMOUNT.search(clause)]
    return len(telling) >= _STORY and bool(_OWN.search(text))
