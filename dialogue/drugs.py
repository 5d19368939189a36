"""A question on a drug answered from the rows of the catalogue that is held, always with its edition."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from dialogue.grounds import document_citation
from dialogue.state import Step
from dialogue.wording import say
from kb.drugs import DrugCatalogue, Edition, Lookup
from kb.item import Item
from kb.store import Store

_SHOWN = 5
"""Rows given at most; a name with more forms is asked about by form."""
_NOTE = 180
"""Characters of a limit given; the rest stands behind the source."""


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
        return None
    found = catalogue.lookup(question)
    if found.status == "no_drug" or not found.of_catalogue or found.edition is None:
        return None
    return _step(question, found, found.edition, on)


def _step(question: str, found: Lookup, edition: Edition, on: date) -> Step:
    if found.status == "edition_not_held":
        text = say("drug_edition_not_held", year=str(found.year), held=edition.name)
        return Step("unknown", text, question, confidence=1.0)
    if found.status == "near":
        text = say("drug_near", asked=found.asked, edition=edition.name)
        return Step("clarify", text, question, confidence=1.0, choices=tuple(_questions(found.near)))
    if found.status == "not_found":
        text = say("drug_not_found", asked=found.asked, edition=edition.name)
        return Step("unknown", text, question, confidence=1.0)
    return _answer(question, found, edition, on)


def _questions(names: Sequence[str]) -> list[str]:
    return [f"{name}是甲类还是乙类，有什么限制？" for name in names[:3]]


def _answer(question: str, found: Lookup, edition: Edition, on: date) -> Step:
    rows = found.rows or found.other_forms
    lines = [say("drug_lead", edition=edition.name)]
    if found.how != "name":
        lines[0] += say("drug_taken_as", asked=found.asked, drug=found.name)
    if not found.form_listed:
        lines[0] += say("drug_form_not_listed", drug=found.name)
    lines += [_row(row) for row in rows[:_SHOWN]]
    if len(rows) > _SHOWN:
        lines.append(say("drug_more", number=str(len(rows) - _SHOWN)))
    lines.append(_period(edition, on))
    citations = tuple(document_citation(row, edition.document) for row in rows[:_SHOWN])
    return Step("answer", "\n".join(filter(None, lines)), question, confidence=1.0, citations=citations)


def _row(row: Item) -> str:
    cells: dict[str, str] = row.payload["cells"]
    form = f"（{cells['dosage_form']}）" if cells.get("dosage_form") else ""
    note = cells.get("note", "").strip()
    limit = f"，{note[:_NOTE]}{'……' if len(note) > _NOTE else ''}" if note else "，目录没有写限定支付范围"
    until = f"，协议有效期{cells['valid_period']}" if cells.get("valid_period") else ""
    price = _price(cells.get("payment_standard", "").strip())
    return f"{row.title}{form}：医保{cells['cls']}类{limit.rstrip('。')}{price}{until}。"


def _price(standard: str) -> str:
    """The catalogue puts an asterisk where the price agreed is not made public."""
    if not standard:
        return ""
    return "，医保支付标准未公开" if standard == "*" else f"，医保支付标准{standard}"


def _period(edition: Edition, on: date) -> str:
    document = edition.document
    if document.period.contains(on):
        return ""
    end, newer = document.period.end, document.superseded_by
    return say(
        "drug_ended",
        edition=edition.name,
        start=str(document.period.start or ""),
        end=str(end or ""),
        by=f"，已由{newer}接替" if newer else "",
    )
