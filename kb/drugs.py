"""Answers 是甲类还是乙类 and 限什么 from the rows of the drug catalogue: found, nearly found, or not in that edition."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import ahocorasick

from kb import drug_names as names
from kb.item import Item
from kb.store import Store
from kb.types import Document

TABLE = "drug-catalogue"

Status = Literal["found", "near", "not_found", "edition_not_held", "no_drug"]
How = Literal["name", "brand", "typo"]

_YEAR = re.compile(r"(20\d{2})\s*年?\s*(?:版|(?:国家)?(?:医保|药品)?目录)")
_OF_CATALOGUE = re.compile(
    r"甲类|乙类|甲还是乙|是甲是乙|甲乙|几类|哪类|哪一类|目录|医保|报销|能报|报不|可以报|限|支付|自费|多少钱|协议|到期|收录|有没有收"
)
_OF_CLASS = re.compile(r"[甲乙]类?|目录|几类|哪类|限")
_COMPARES = re.compile(r"一样|分别|区别|不同|各(?:是|算|属)|都是|还是.{0,4}也")
"""Asks of two forms: all of a drug's are shown."""
_THAT_ONE = re.compile(r"呢(?:[？?，,。 ]|$)")
_HOW_TAKEN = re.compile(
    r"怎么[吃用打服]|咋[吃用打]|几次|几片|几粒|剂量|副作用|饭前|饭后|孕妇|哺乳|忌口|停药|过量|管用"
)
_OF_BRANDS = re.compile(r"进口|国产|原研|仿制|原装|集采|换成")
"""How brands of one drug are treated is a rule; the catalogue has no brands."""
_TOKEN = re.compile(r"[一-龥a-z0-9α-ω]{2,20}")
_CANDIDATES = 16
_HEARD = 60
"""Characters before what is asked of the drug in which a misspelt name is looked for."""
_SURE = 0.2
"""Cost a character up to which a name is taken for a misspelling, where every slip sounds alike."""
_NEAR = 0.34
_SHOWN = 5
_AROUND = 8
"""Characters on each side of a name found in which a longer one is listened for."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One catalogue that is held."""

    document: Document

    @property
    def name(self) -> str:
        """E.g. "2024年版"."""
        return self.document.note or self.document.title

    @property
    def year(self) -> int | None:
        found = re.search(r"20\d{2}", self.name)
        return int(found[0]) if found else None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the catalogue says on a question."""

    status: Status
    asked: str = ""
    """The name as the question has it."""
    name: str = ""
    """The name as the catalogue has it."""
    how: How = "name"
    rows: tuple[Item, ...] = ()
    """Rows of the drug, of the form asked about where the question names one."""
    other_forms: tuple[Item, ...] = ()
    """Further rows of the same drug; all of them where the form asked about is not listed."""
    form_listed: bool = True
    """False: the question names a form that the catalogue does not list for this drug."""
    near: tuple[str, ...] = ()
    """Names that the asked one may mean."""
    edition: Edition | None = None
    year: int | None = None
    """The edition asked for, where it is not held."""
    of_catalogue: bool = False
    """Whether the question asks what the catalogue can tell, not how to take a drug."""


class DrugCatalogue:
    """The catalogues held, ready to be asked; built once, some tenths of a second."""

    def __init__(self, rows: Iterable[Item], documents: Iterable[Document]) -> None:
        held = {document.name: document for document in documents}
        by_document: dict[str, list[Item]] = defaultdict(list)
        for row in rows:
            if row.payload.get("table") == TABLE and row.document in held:
                by_document[row.document].append(row)
        catalogues = [_Catalogue(Edition(held[name]), items) for name, items in by_document.items()]
        self._catalogues = sorted(catalogues, key=lambda one: str(one.edition.document.period.start or ""))

    @classmethod
    def of(cls, store: Store) -> DrugCatalogue:
        return cls(store.iter_items("table"), store.documents())

    @property
    def editions(self) -> list[Edition]:
        """Oldest first."""
        return [catalogue.edition for catalogue in self._catalogues]

    def lookup(self, question: str) -> Lookup:
        """The rows a question is about, of the edition it names, else of the newest held."""
        found = self._lookup(question)
        named_only = found.status == "found" and found.how != "typo" and bool(_THAT_ONE.search(question))
        asks = bool(_OF_CATALOGUE.search(question)) or (named_only and not _HOW_TAKEN.search(question))
        asks = asks and (not _OF_BRANDS.search(question) or bool(_OF_CLASS.search(question)))
        return replace(found, of_catalogue=asks)

    def _lookup(self, question: str) -> Lookup:
        if not self._catalogues:
            return Lookup("no_drug")
        catalogue = self._catalogues[-1]
        year = _YEAR.search(question)
        if year:
            wanted = [one for one in self._catalogues if one.edition.year == int(year[1])]
            if not wanted:
                found = catalogue.lookup(question.replace(year[0], ""))
                if found.status == "no_drug":
                    return found
                return Lookup("edition_not_held", found.asked, edition=catalogue.edition, year=int(year[1]))
            catalogue, question = wanted[-1], question.replace(year[0], "")
        return catalogue.lookup(question)


class _Catalogue:
    """One edition, by every name of its rows."""

    def __init__(self, edition: Edition, rows: Sequence[Item]) -> None:
        self.edition = edition
        self._rows: dict[str, list[Item]] = defaultdict(list)
        self._shown: dict[str, str] = {}
        pairs: set[str] = set()
        for row in rows:
            for alias in names.aliases(row.title):
                self._rows[alias].append(row)
                self._shown.setdefault(alias, row.title)
            if "西药" in str(row.payload["cells"].get("sheet")):
                plain = names.base(names.folded(row.title))
                pairs |= {plain[at : at + 2] for at in range(len(plain) - 1)}
        self._pairs = pairs
        self._matcher = ahocorasick.Automaton()
        for alias in self._rows:
            self._matcher.add_word(alias, (alias, "name"))
        for brand, generic in names.words().brands.items():
            if brand not in self._rows and generic in self._rows:
                self._matcher.add_word(brand, (brand, "brand"))
        self._matcher.make_automaton()
        self._by_sound: dict[tuple[str, str], list[str]] = defaultdict(list)
        for alias in self._rows:
            if len(alias) >= 3:
                spoken = names.syllables(alias)
                for pair in set(pairwise(spoken)):
                    self._by_sound[pair].append(alias)

    def lookup(self, question: str) -> Lookup:
        text = names.folded(question)
        if exact := self._exact(text):
            start, end, alias, how = exact
            longer = self._longer(text, start, end)
            if longer is None:
                if heard := self._heard_around(text, start, end, alias):
                    return heard
                name = names.words().brands[alias] if how == "brand" else alias
                return self._found(text, alias, name, how)
            return Lookup("near", longer, near=(self._shown.get(alias, alias),), edition=self.edition)
        return self._misspelt(text)

    def _exact(self, text: str) -> tuple[int, int, str, How] | None:
        """The longest name that stands in the text; of two the first."""
        best: tuple[int, int, str, How] | None = None
        for end, (alias, how) in self._matcher.iter(text):
            start = end - len(alias) + 1
            if len(alias) == 2 and how == "name" and not self._stands_alone(text, start, end + 1):
                continue
            if best is None or len(alias) > len(best[2]):
                best = (start, end + 1, alias, how)
        return best

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Whether a short name is asked about, not a part of other words."""
        before = names.words().filler.sub("，", text[:start])
        after = names.words().filler.sub("，", names.words().form_next.sub("，", text[end:]))
        return (not before or before[-1] == "，") and (not after or not "一" <= after[0] <= "龥")

    def _longer(self, text: str, start: int, end: int) -> str | None:
        """The longer name that the question has, where a name is only a part of it (阿莫西林双氯西林)."""
        left, right = _last_words(text[:start]), _first_words(text[end:])
        adds_left, adds_right = self._is_drug_like(left), self._is_drug_like(right)
        if not adds_left and not adds_right:
            return None
        return (left if adds_left else "") + text[start:end] + (right if adds_right else "")

    def _heard_around(self, text: str, start: int, end: int, exact: str) -> Lookup | None:
        """The longer name that a text has but for its spelling, around one it spells right: 华陀再造丸 is no 再造丸."""
        for share, unlike, alias, said in self._alike(text[max(0, start - _AROUND) : end + _AROUND]):
            longer = len(alias) > end - start and text[start:end] in said
            if share <= _SURE and not unlike and longer and self._rows[alias] != self._rows.get(exact):
                return replace(self._found(text.replace(said, alias), alias, alias, "typo"), asked=said)
        return None

    def _is_drug_like(self, words: str) -> bool:
        """Whether words beside a name belong to a name too; another whole name is a drug of its own."""
        if len(words) < 2 or any(True for _ in self._matcher.iter(words)):
            return False
        return any(words[at : at + 2] in self._pairs for at in range(len(words) - 1))

    def _found(self, text: str, asked: str, alias: str, how: How) -> Lookup:
        rows = tuple({row.id: row for row in self._rows[alias]}.values())
        own = tuple(row for row in rows if names.aliases(row.title)[0] == alias) or rows
        wanted = names.forms(text.replace(asked, asked if names.words().suffix.search(asked) else "＊"))
        chosen = rows if wanted else own
        if wanted and not _COMPARES.search(text):
            chosen = tuple(row for row in rows if _row_forms(row) & wanted) or tuple(
                row for row in rows if not _row_forms(row)
            )
        listed = bool(chosen)
        taken = {row.id for row in chosen}
        others = tuple(row for row in rows if row.id not in taken)
        return Lookup(
            "found", asked, self._shown.get(alias, alias), how, chosen or others, others if listed else (),
            listed, (), self.edition,
        )  # fmt: skip

    def _misspelt(self, text: str) -> Lookup:
        words = names.words()
        asked = _asked(text)
        if not asked:
            return Lookup("no_drug")
        cue = words.cue.search(text)
        end = min(len(text), cue.start() + 10) if cue else len(text)
        ranked = self._alike(text[max(0, end - _HEARD) : end])
        sure = [alias for share, unlike, alias, _ in ranked if share <= _SURE and not unlike]
        if sure and (len(sure) == 1 or ranked[0][0] < ranked[1][0]):
            _, _, alias, said = ranked[0]
            found = self._found(text.replace(said, alias), alias, alias, "typo")
            return Lookup(
                "found", said, found.name, "typo", found.rows, found.other_forms, found.form_listed, (),
                self.edition,
            )  # fmt: skip
        near = tuple(dict.fromkeys(self._shown[alias] for share, _, alias, _ in ranked if share <= _NEAR))
        if near and cue:
            return Lookup("near", asked, near=near[:_SHOWN], edition=self.edition)
        asks = words.asks.search(text, text.find(asked) + len(asked))
        return Lookup("not_found", asked, edition=self.edition) if asks else Lookup("no_drug")

    def _alike(self, text: str) -> list[tuple[float, int, str, str]]:
        """(cost a character, characters unlike in sound, name, what the text has), the nearest first."""
        spoken = names.syllables(text)
        votes: Counter[str] = Counter()
        for pair in set(pairwise(spoken)):
            votes.update(self._by_sound.get(pair, ()))
        ranked = []
        most = sorted(votes, key=lambda alias: (-votes[alias] / (len(alias) - 1), alias))[:_CANDIDATES]
        for alias in most:
            total, unlike, start, end = names.distance(alias, text)
            ranked.append((total / len(alias), unlike, alias, text[start:end]))
        return sorted(ranked)


def _row_forms(row: Item) -> set[str]:
    cells = row.payload["cells"]
    return names.forms(cells.get("dosage_form") or "") or names.forms(names.folded(row.title))


def _first_words(text: str) -> str:
    """What follows a name without a break, up to a form or an ordinary word."""
    if names.words().form_next.match(text):
        return ""
    return names.up_to_form(re.split(r"[^一-龥]", names.words().filler.sub("，", text))[0])


def _last_words(text: str) -> str:
    """What stands right before a name; an acid there belongs to the name."""
    words = names.words()
    run = re.split(r"[^一-龥]", words.filler.sub("，", text))[-1]
    return "" if words.salt.search(run) else run


def _asked(text: str) -> str:
    """What is left of a question when everything that is no name is taken out."""
    left = names.words().filler.sub("，", text)
    tokens = _TOKEN.findall(left)
    return max(tokens, key=len) if tokens else ""
