"""Answers 是甲类还是乙类 and 限什么 from the rows of the drug catalogue: found, nearly found, or not in that edition."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

import ahocorasick

from kb import drug_names as names
from kb import drug_questions as asks
from kb.item import Item
from kb.store import Store
from kb.types import Document

TABLE = "drug-catalogue"

Status = Literal["found", "near", "not_found", "edition_not_held", "no_drug"]
How = Literal["name", "brand", "typo"]

_YEAR = re.compile(r"(20\d{2})\s*年?\s*(?:版|(?:国家)?(?:医保|药品)?目录)")
_TOKEN = re.compile(r"[一-龥a-z0-9α-ω]{2,20}")
_CANDIDATES = 16
_HEARD = 60
"""Characters before what is asked of the drug in which a misspelt name is looked for."""
_HEARD_NAME = 4
"""Characters, its form aside, from which a name is known by its sound alone or by how it begins, whatever else is named."""
_SYLLABLE = "\x1f"
_SURE = 0.2
"""Cost a character up to which a name is taken for a misspelling, where every slip sounds alike."""
_NEAR = 0.34
_COVERED = 0.5
"""Share of the name asked about, forms aside, that a name it may mean must be as long as: 参苏胶囊 is no near miss of
火星再生素胶囊."""
_SHOWN = 5
_AROUND = 8
"""Characters on each side of a name found in which a longer one is listened for."""
_DENIED = re.compile(r"(?:(?<!是)不是|而非|别[^，。,？?]{0,5}|不要|不问)(?:那个|那种|说|问)?$")
"""Said before a name that is not meant."""
_SPACED = re.compile(r"(?<=[一-龥]{2})[ 　]+(?=[一-龥]{2})")
"""A space that sets words apart: 奥司他韦 感冒吃的那个."""
_SEPARATES = re.compile(r"[，,、；;。？?]|还有|[和跟与比]")
_ASIDE = 4
"""Characters, beyond forms and joining words, that may stand between two names of one list."""
_NO_DRUG = re.compile(r"医院|结节|癌|炎|肿|瘤|切除|彩超|[bB]超|门诊|病")
"""What follows a word that names no drug here: 安定医院, 甲状腺结节."""
_ORDINARY = 3
"""Characters of a name up to which it may be such a word."""
_FORMED = re.compile(r"[一-龥]{3,10}(?:注射液|胶囊|口服液|颗粒|滴丸|滴眼液|软膏|缓释片|分散片)")
"""A name by a form that ends nothing else."""
_OF_CATALOGUE = re.compile(r"[甲乙]|目录|医保|药")
"""Without a word of these, what asks 哪一类 of no name known for a drug asks of something else: 备案该选哪一类."""
_LEFT = 6
"""Characters of a follow-up that are neither form nor question; more of them tell something else."""


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


class _Mention(NamedTuple):
    """A name that stands in a text."""

    start: int
    end: int
    alias: str
    how: How
    name: str
    """As the catalogue has it; of a brand the name of its substance."""

    def moved(self, by: int) -> _Mention:
        return self._replace(start=self.start + by, end=self.end + by)


class _Alike(NamedTuple):
    """A name that a text may have, misspelt."""

    share: float
    """What its slips cost a character."""
    unlike: int
    """Characters that do not even sound alike."""
    name: str
    said: str
    """What the text has."""


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
        return self.lookups(question)[0]

    def lookups(self, question: str) -> tuple[Lookup, ...]:
        """The same for each drug, where a question lists several; at least one."""
        if not self._catalogues:
            return (Lookup("no_drug"),)
        catalogue = self._catalogues[-1]
        wanted, question, year = self._edition(question)
        if year and wanted is None:
            found = catalogue.lookups(question)[0]
            if found.status == "no_drug":
                return (found,)
            missing = Lookup("edition_not_held", found.asked, edition=catalogue.edition, year=year)
            return (replace(missing, of_catalogue=True),)
        of_catalogue = asks.of_catalogue(question) or bool(year)
        found_all = (wanted or catalogue).lookups(question)
        named_only = asks.names_only(question)
        return tuple(
            replace(
                found,
                of_catalogue=of_catalogue or (named_only and found.how != "typo"),
            )
            for found in found_all
        )

    def _edition(self, question: str) -> tuple[_Catalogue | None, str, int | None]:
        """The catalogue of the year a question names, the question without it, and that year."""
        year = _YEAR.search(question)
        if not year:
            return None, question, None
        wanted = [one for one in self._catalogues if one.edition.year == int(year[1])]
        return (wanted[-1] if wanted else None), question.replace(year[0], ""), int(year[1])

    def continued(self, question: str, earlier: str, *, corrects: bool = False) -> str | None:
        """A follow-up on the drug of the question before, made to stand alone; None where it is none.

        "那胶囊的呢" is asked of the drug before; with `corrects`, "不对，是血栓通" has the form before.
        """
        if not self._catalogues or len(question) > _HEARD or asks.how_taken(question):
            return None
        if not self._catalogues[-1].may_continue(question):
            return None
        before = self.lookup(earlier)
        if before.status != "found" or not before.of_catalogue:
            return None
        return self._catalogues[-1].continued(question, before, corrects)

    def is_name(self, text: str) -> bool:
        """Whether a text is the name of a drug and nothing else, held or known for one by its ending."""
        said = names.folded(text).rstrip("。.？?！!")
        held = len(said) >= _ORDINARY and any(one.has(said) for one in self._catalogues[-1:])
        return held or bool(names.words().stem.fullmatch(names.base(said)) or _FORMED.fullmatch(said))

    def is_of_rows(self, clause: str, found: Sequence[Lookup]) -> bool:
        """Whether a clause of a message belongs to the drugs found in the whole of it."""
        text = names.folded(clause)
        named = [one for one in found if one.asked and one.asked in text]
        # A word that only might be a name has to be asked about in the same clause.
        sure = any(one.status == "found" or names.words().stem.search(one.asked) for one in named)
        return sure or asks.of_rows(clause)


def named(text: str) -> str:
    """The drug that a question names, known for one without a catalogue; empty where it names none."""
    said = names.folded(text)
    places = ((one, said.find(one)) for pair in names.words().brands.items() for one in pair)
    known = (one for one, at in places if at >= 0 and not _NO_DRUG.match(said, at + len(one)))
    return _named(said) or max(known, key=len, default="")


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
        self._brands = {
            brand: generic
            for brand, generic in names.words().brands.items()
            if brand not in self._rows and generic in self._rows
        }
        for brand in self._brands:
            self._matcher.add_word(brand, (brand, "brand"))
            self._shown[brand] = brand
        self._matcher.make_automaton()
        self._by_sound: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._sounds = ahocorasick.Automaton()
        short = {said for alias in self._rows for said in names.said_short(alias)}
        for alias in (*self._rows, *self._brands):
            if len(alias) >= 3 and alias not in short:
                spoken = names.syllables(alias)
                for pair in set(pairwise(spoken)):
                    self._by_sound[pair].append(alias)
                if len(names.without_form(alias)) >= _HEARD_NAME:
                    self._sounds.add_word(_spelt(spoken), alias)
        self._sounds.make_automaton()

    def has(self, name: str) -> bool:
        return name in self._rows or name in self._brands

    def lookups(self, question: str) -> tuple[Lookup, ...]:
        text, mentions = self._meant(self._read(question))
        if not mentions:
            unheld = asks.names_only(text) and names.words().stem.search(text)
            heard = self._misspelt(text) if asks.of_catalogue(text) or unheld else Lookup("no_drug")
            return (heard,)
        if len(mentions) == 1:
            return (self._of_mention(text, mentions[0]),)
        bounds = [0, *(_window(text, one, two) for one, two in pairwise(mentions)), len(text)]
        found = [
            self._of_mention(text[start:end], mention.moved(-start))
            for mention, (start, end) in zip(mentions, pairwise(bounds), strict=True)
        ]
        return tuple({(one.name, *(row.id for row in one.rows)): one for one in found}.values())

    def _read(self, question: str) -> str:
        """A question folded, with ＊ for each name of a drug that is another word in it."""
        text = names.folded(_SPACED.sub("，", question))
        for end, (alias, _) in self._matcher.iter(text):
            if len(alias) <= _ORDINARY and _NO_DRUG.match(text, end + 1):
                text = text[: end + 1 - len(alias)] + "＊" * len(alias) + text[end + 1 :]
        return text

    def _meant(self, text: str) -> tuple[str, list[_Mention]]:
        """The text without the names that it says are not meant, and the names that it asks about."""
        mentions = self._mentions(text)
        for denied in [one for one in mentions if _DENIED.search(text[: one.start])]:
            form = names.words().form_next.match(text[denied.end :])
            end = denied.end + (form.end() if form else 0)
            text = text[: denied.start] + "＊" * (end - denied.start) + text[end:]
        mentions = self._mentions(text)
        if len(mentions) < 2:
            return text, mentions
        best = max(mentions, key=lambda one: (one.end - one.start, -one.start))
        listed = asks.of_each(text) or all(_listed(text[a.end : b.start]) for a, b in pairwise(mentions))
        kept = self._different(text, mentions) if listed else [best]
        return text, kept

    def _different(self, text: str, mentions: Sequence[_Mention]) -> list[_Mention]:
        """Each drug once, or once for each form: a brand next to its name is no other drug."""
        kept: list[_Mention] = []
        for one in sorted(mentions, key=lambda one: (one.how == "brand", one.start - one.end, one.start)):
            rows = {row.id for row in self._rows[one.name]}
            form = names.words().form_next.match(text[one.end :])
            if not any(
                (one.name == other.name and not form)
                or (one.how == "brand" and rows & {row.id for row in self._rows[other.name]})
                for other in kept
            ):
                kept.append(one)
        return sorted(kept, key=lambda one: one.start)

    def _of_mention(self, text: str, mention: _Mention) -> Lookup:
        start, end, alias, how, name = mention
        if longer := self._longer(text, start, end):
            return Lookup("near", longer, near=(self._shown.get(alias, alias),), edition=self.edition)
        return self._heard_around(text, start, end, alias) or self._found(text, alias, name, how)

    def _mentions(self, text: str) -> list[_Mention]:
        """The names that stand in the text, in order; where they overlap the longest."""
        found = []
        for end, (alias, how) in self._matcher.iter(text):
            start = end - len(alias) + 1
            if len(alias) > 2 or self._stands_alone(text, start, end + 1):
                found.append(_Mention(start, end + 1, alias, how, self._brands.get(alias, alias)))
        if found:
            heard = list(self._sounding(text))
            found = [
                one for one in found if not any(two.start < one.start and one.end <= two.end for two in heard)
            ]
            found += heard
        kept: list[_Mention] = []
        for one in sorted(found, key=lambda one: (one.how == "typo", one.start - one.end, one.start)):
            if all(one.end <= other.start or other.end <= one.start for other in kept):
                kept.append(one)
        return sorted(kept)

    def _sounding(self, text: str) -> Iterator[_Mention]:
        """Longer names that the text has but for characters that sound the same: 引哚布芬."""
        spoken = names.syllables(text)
        spelt = _spelt(spoken)
        for end, alias in self._sounds.iter(spelt) if len(self._sounds) else ():
            stop = spelt.count(_SYLLABLE, 1, end + 1)
            start = stop - len(alias)
            if text[start:stop] != alias:
                yield _Mention(start, stop, text[start:stop], "typo", self._brands.get(alias, alias))

    def continued(self, question: str, before: Lookup, corrects: bool) -> str | None:
        text, mentions = self._meant(self._read(question))
        if mentions:
            alias = mentions[0].alias
            if len(mentions) > 1 or len(text) - len(alias) > 2 * _LEFT:
                return None
            form = "".join(names.form_words(before.asked)) if corrects and not names.forms(text) else ""
            return text.replace(alias, alias + form)
        wanted = names.forms(text)
        if not wanted or names.words().stem.search(text):
            return None
        left = names.words().form.sub("", names.words().filler.sub("", text))
        if len(re.sub(r"[^一-龥]", "", left)) > _LEFT:
            return None
        asked = names.folded(before.asked)
        stem = names.base(names.words().brands.get(asked, asked))
        spelt = (stem + word for word in names.form_words(text))
        name = next((one for one in (*spelt, stem) if one in self._rows), None)
        return f"{name}，{question}" if name else None

    def may_continue(self, question: str) -> bool:
        """Whether a message names a drug or a form at all."""
        text = self._read(question)
        return bool(names.forms(text)) or bool(self._mentions(text))

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
            longer = len(alias) > end - start and text[start:end] in said and alias in self._rows
            if share <= _SURE and not unlike and longer and self._rows[alias] != self._rows.get(exact):
                return self._slipped(text, alias, said)
        return None

    def _slipped(self, text: str, alias: str, said: str) -> Lookup:
        """The rows of a name that a text has otherwise."""
        name = self._brands.get(alias, alias)
        return replace(self._found(text.replace(said, name), name, name, "typo"), asked=said)

    def _is_drug_like(self, words: str) -> bool:
        """Whether words beside a name belong to a name too; another whole name is a drug of its own."""
        if len(words) < 2 or any(True for _ in self._matcher.iter(words)):
            return False
        return any(words[at : at + 2] in self._pairs for at in range(len(words) - 1))

    def _found(self, text: str, asked: str, alias: str, how: How) -> Lookup:
        every = (*self._rows[alias], *self._rows.get(names.bare_of_metal(alias), ()))
        rows = tuple({row.id: row for row in every}.values())
        own = tuple(row for row in rows if names.aliases(row.title)[0] == alias) or rows
        rest = text.replace(asked, asked if names.words().suffix.search(asked) else "＊")
        wanted = names.forms(rest)
        chosen = self._of_forms(alias, rows, rest, wanted) if wanted else own
        listed = bool(chosen)
        taken = {row.id for row in chosen}
        others = tuple(row for row in rows if row.id not in taken)
        return Lookup(
            "found", asked, self._shown.get(alias, alias), how, chosen or others, others if listed else (),
            listed, (), self.edition,
        )  # fmt: skip

    def _of_forms(self, alias: str, rows: tuple[Item, ...], text: str, wanted: set[str]) -> tuple[Item, ...]:
        """Rows of the forms a text names: by the very word where a row has it in its name, else by the kind of form."""
        stem = names.base(alias)
        words = dict.fromkeys(names.form_words(text))
        spelt = [row for word in words for row in self._rows.get(stem + word, ()) if not _has_form(row)]
        if len(words) > 1 and spelt:
            rows = tuple({row.id: row for row in (*rows, *spelt)}.values())
        if asks.COMPARES.search(text) and len(words) < 2:
            return rows
        own = {row.id for row in spelt}
        return tuple(
            row for row in rows
            if row.id in own or (_row_forms(row) & wanted and (_has_form(row) or not own))
        ) or tuple(row for row in rows if not _row_forms(row))  # fmt: skip

    def _misspelt(self, text: str) -> Lookup:
        words = names.words()
        asked = _asked(text)
        if not asked:
            return Lookup("no_drug")
        cue = words.cue.search(text)
        end = min(len(text), cue.start() + 10) if cue else len(text)
        ranked = self._alike(text[max(0, end - _HEARD) : end])
        least = _COVERED * len(names.base(asked))
        close = [one for one in ranked if one.share <= _SURE]
        sure = [one for one in close if not one.unlike and _is_word(text, one.said, one.name, least)]
        if sure and (
            len(sure) == 1
            or sure[0].share < sure[1].share
            or _told_of(sure[0], text) > _told_of(sure[1], text)
        ):
            longer = (one for one in close if one.unlike < 2 and sure[0].said in one.said[1:])
            meant = next(longer, sure[0])  # 苯横顺阿曲库胺 is no 阿曲库铵
            return self._slipped(text, meant.name, meant.said)
        if begun := self._begun(text):
            return self._slipped(text, *begun)
        known = _named(text)  # a name that is known for one: what else sounds like a drug is an ailment
        near: dict[str, str] = {}
        for share, _, alias, said in ranked:
            named = not known or _overlap(said, known, text)
            if share <= _NEAR and len(names.base(alias)) >= least and named:
                near.setdefault(self._shown[alias], said)
        if near and cue:
            heard = asked if _overlap(first := next(iter(near.values())), asked, text) else first
            return Lookup("near", known or heard, near=tuple(near)[:_SHOWN], edition=self.edition)
        if known:
            return Lookup("not_found", known, edition=self.edition)
        strict = _OF_CATALOGUE.search(text) and words.asks.search(text, text.find(asked) + len(asked))
        return Lookup("not_found", asked, edition=self.edition) if strict else Lookup("no_drug")

    def _begun(self, text: str) -> tuple[str, str] | None:
        """The one name that begins as a word of the text: 维迪西妥 is 维迪西妥单抗."""
        for token in _tokens(text):
            if len(token) < _HEARD_NAME:
                continue
            begun = [alias for alias in self._rows if alias.startswith(token)]
            if begun and len({row.id for alias in begun for row in self._rows[alias]}) == 1:
                return min(begun, key=len), token
        return None

    def _alike(self, text: str) -> list[_Alike]:
        """The nearest first."""
        spoken = names.syllables(text)
        votes: Counter[str] = Counter()
        for pair in set(pairwise(spoken)):
            votes.update(self._by_sound.get(pair, ()))
        ranked = []
        most = sorted(votes, key=lambda alias: (-votes[alias] / (len(alias) - 1), alias))[:_CANDIDATES]
        for alias in most:
            total, unlike, start, end = names.distance(alias, text)
            ranked.append(_Alike(total / len(alias), unlike, alias, text[start:end]))
        return sorted(
            ranked, key=lambda one: (one.share, one.unlike, -_told_of(one, text), one.name, one.said)
        )


def _told_of(one: _Alike, text: str) -> int:
    """Characters of a name that the rest of a text has: 颈椎 beside what sounds like 颈舒颗粒."""
    return len(set(one.name) & set(text.replace(one.said, "")))


def _is_word(text: str, said: str, alias: str, least: float) -> bool:
    """Whether what sounds like a name is a word of its own; a short one may be the end of another: 火星再[生素胶囊]."""
    before = names.words().filler.sub("，", text[: text.find(said)])
    return (
        len(names.without_form(alias)) >= min(least, _ORDINARY)
        or not before
        or not "一" <= before[-1] <= "龥"
    )


def _spelt(spoken: Sequence[str]) -> str:
    """Syllables as one text, each between marks."""
    return _SYLLABLE + "".join(f"{syllable.strip(_SYLLABLE)}{_SYLLABLE}" for syllable in spoken)


def _window(text: str, one: _Mention, other: _Mention) -> int:
    """Where the words on one name end and those on the next begin."""
    between = list(_SEPARATES.finditer(text, one.end, other.start))
    return between[-1].end() if between else other.start


def _listed(between: str) -> bool:
    """Whether what stands between two names only joins them."""
    left = names.words().form.sub("", _SEPARATES.sub("", between))
    return len(names.words().filler.sub("", left)) <= _ASIDE and len(between) <= 2 * _ASIDE


def _named(text: str) -> str:
    """A name that is not held, known for one by its ending; empty where none is asked about."""
    words = names.words()
    pattern = words.like if asks.of_class(text) or words.cue.search(text) else words.stem
    found = (pattern.search(token) for token in _tokens(text))
    return next((match[0] for match in found if match), "")


def _has_form(row: Item) -> bool:
    return bool(row.payload["cells"].get("dosage_form"))


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
    return max(_tokens(text), key=len, default="")


def _tokens(text: str) -> list[str]:
    """What stands between ordinary words, a name not cut at a character that is such a word elsewhere: 度他雄胺."""
    left = names.words().filler.sub(lambda said: "，" * len(said[0]), text)
    whole = "".join(said if said == "他" else other for said, other in zip(text, left, strict=True))
    return [token.strip("他") for token in _TOKEN.findall(whole)]


def _overlap(said: str, asked: str, text: str) -> bool:
    """Whether what sounds like a name stands where the name asked about does."""
    at, other = text.find(said), text.find(asked)
    return at < other + len(asked) and other < at + len(said)
