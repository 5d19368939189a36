"""A question on a drug answered from the rows of the catalogue that is held, always with its edition."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dialogue.asking_back import offer
from dialogue.grounds import document_citation
from dialogue.state import Step
from dialogue.understand import follow_up as continuing
from dialogue.wording import say
from kb import drug_questions, drugs
from kb.drugs import DrugCatalogue, Edition, Lookup
from kb.item import Item
from kb.store import Store

_SHOWN = 5
"""Rows given at most; a name with more forms is asked about by form."""
_NOTE = 180
"""Characters of a limit given; the rest stands behind the source."""
_SHORT_NOTE = 80
"""The same where several drugs are asked about."""
_DRUGS = 5
"""Drugs of one message answered."""
_CLASS = "是哪类"
"""What a follow-up asks that only names a drug or a form."""


@dataclass
class HeldCatalogue:
    """The catalogue of a store, read again only after rows of tables have changed."""

    store: Store
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seq: int = -1
    _state: tuple[int, int] = (-1, -1)
    _catalogue: DrugCatalogue = field(default_factory=lambda: DrugCatalogue((), ()))

    def at(self, seq: int) -> DrugCatalogue:
        """The catalogue as of a position in the change log."""
        with self._lock:
            if seq != self._seq:
                state = self.store.table_state()
                if state != self._state:
                    self._catalogue, self._state = DrugCatalogue.of(self.store), state
                self._seq = seq
            return self._catalogue


def step(question: str, catalogue: DrugCatalogue, on: date) -> Step | None:
    """What the catalogue says; None where the question is not one for it."""
    if not catalogue.editions:
        return _without_catalogue(question)
    return _told(question, catalogue.lookups(question), on)


def of_name(message: str, catalogue: DrugCatalogue, on: date) -> Step | None:
    """What the catalogue says of a drug that a message names and says nothing else of."""
    if not catalogue.is_name(message):
        return None
    found = step(f"{message}，{_CLASS}", catalogue, on)
    return replace(found, question=message) if found else None


def _without_catalogue(question: str) -> Step | None:
    """What is said of a drug's class, limits and whether it is paid for, while no catalogue is held."""
    drug = drugs.named(question) if drug_questions.of_drug(question) else ""
    return Step("unknown", say("drug_no_catalogue", drug=drug), question, confidence=1.0) if drug else None


def _told(question: str, lookups: Sequence[Lookup], on: date) -> Step | None:
    found = [one for one in lookups if one.of_catalogue and one.status != "no_drug"]
    edition = found[0].edition if found else None
    if edition is None:
        return None
    rows = [one for one in found if one.status == "found"]
    return _answer(question, rows, edition, on) if rows else _without_rows(question, found[0], edition)


def follow_up(question: str, earlier: str, catalogue: DrugCatalogue, on: date) -> Step | None:
    """What the catalogue says where a message goes on about the drug before, or about another one likewise."""
    corrects = continuing.is_correction(question)
    alone = catalogue.continued(question, earlier, corrects=corrects)
    found = step(f"{alone}，{_CLASS}", catalogue, on) if alone else None
    return replace(found, question=alone or question) if found else None


def of_whole(message: str, parts: Sequence[str], catalogue: DrugCatalogue, on: date) -> Step | None:
    """What the catalogue says on a message of several clauses that are all about its drugs."""
    if not any(map(drug_questions.of_rows, parts)):
        return None
    found = catalogue.lookups(message)
    if any(one.status == "no_drug" for one in found):
        return None
    return _told(message, found, on) if all(catalogue.is_of_rows(part, found) for part in parts) else None


def _without_rows(question: str, found: Lookup, edition: Edition) -> Step:
    if found.status == "edition_not_held":
        text = say("drug_edition_not_held", year=str(found.year), held=edition.name)
        return Step("unknown", text, question, confidence=1.0)
    if found.status == "near":
        lead, choices = say("drug_near", asked=found.asked, edition=edition.name), _questions(found.near)
        return Step("clarify", offer(choices, lead), question, confidence=1.0, choices=choices)
    text = say("drug_not_found", asked=found.asked, edition=edition.name)
    return Step("unknown", text, question, confidence=1.0)


def _questions(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{name}是甲类还是乙类，有什么限制？" for name in names[:3])


def _answer(question: str, found: Sequence[Lookup], edition: Edition, on: date) -> Step:
    lines = [say("drug_lead", edition=edition.name) + _remarks(found[0])]
    shown: list[Item] = []
    for number, one in enumerate(found[:_DRUGS]):
        lines += [_remarks(one)] if number else []
        rows = [row for row in (one.rows or one.other_forms)[:_SHOWN] if row not in shown]
        shown += rows
        lines += _rows(rows, _NOTE if len(found) == 1 else _SHORT_NOTE)
        if (more := len(one.rows or one.other_forms) - _SHOWN) > 0:
            lines.append(say("drug_more", number=str(more)))
    lines.append(_period(edition, on))
    citations = tuple(document_citation(row, edition.document) for row in shown)
    return Step("answer", "\n".join(filter(None, lines)), question, confidence=1.0, citations=citations)


def _remarks(found: Lookup) -> str:
    taken = say("drug_taken_as", asked=found.asked, drug=found.name) if found.how != "name" else ""
    return taken + ("" if found.form_listed else say("drug_form_not_listed", drug=found.name))


def _rows(rows: Sequence[Item], note: int) -> list[str]:
    """A line for each row; forms of one name that are treated alike share a line."""
    alike: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        form: str = row.payload["cells"].get("dosage_form") or ""
        alike.setdefault((row.title, _terms(row, note)), []).append(form)
    return [
        f"{title}{f'（{joined}）' if (joined := '、'.join(filter(None, forms))) else ''}：{terms}"
        for (title, terms), forms in alike.items()
    ]


def _terms(row: Item, most: int) -> str:
    """The class of a row, with its limits, price and term."""
    cells: dict[str, str] = row.payload["cells"]
    note = cells.get("note", "").strip()
    limit = f"，{note[:most]}{'……' if len(note) > most else ''}" if note else "，目录没有写限定支付范围"
    until = f"，协议有效期{cells['valid_period']}" if cells.get("valid_period") else ""
    price = _price(cells.get("payment_standard", "").strip())
    return f"医保{cells['cls']}类{limit.rstrip('。')}{price}{until}。"


def _price(standard: str) -> str:
    """The catalogue puts an asterisk where the price agreed is not made public."""
    if not standard:
        return ""
    return "，医保支付标准未公开" if standard == "*" else f"，医保支付标准{standard}"


def _period(edition: Edition, on: date) -> str:
    document = edition.document
    if document.period.contains(on):
        end = document.period.end
        return say("drug_until", edition=edition.name, end=str(end)) if end else ""
    end, newer = document.period.end, document.superseded_by
    return say(
        "drug_ended",
        edition=edition.name,
        start=str(document.period.start or ""),
        end=str(end or ""),
        by=f"，已由{newer}接替" if newer else "",
    )
