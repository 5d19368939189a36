"""Small pieces of knowledge to test with."""

from datetime import date

from kb.entry import Entry, Review, Source, Verified
from kb.fact import Fact
from kb.types import Document, Passage, Period, TableRow

SOURCE = Source(title="某某办法", number="某发〔2025〕1号")


def entry(id="a", question="失业金领多久？", answer="最长24个月。", state="published", **fields):
    review = Review(state=state, checked_by=fields.pop("checked_by", "import"))
    return Entry(id=id, question=question, answer=answer, review=review, **fields)


def fact(name="月标准·满1年", value="2129", start=date(2025, 9, 1), end=None, unit="元", **fields):
    return Fact(
        name=name, value=value, unit=unit, valid_from=start, valid_to=end,
        source=fields.pop("source", SOURCE), verified=Verified(against="某某办法"), **fields,
    )  # fmt: skip


def document(name="办法.txt", title="某某办法", start=date(2025, 1, 1), **fields):
    return Document(name=name, title=title, period=Period(start), issued=start, **fields)


def passages(*texts, name="办法.txt"):
    return [Passage(name, number, (), text, f"第{number + 1}条") for number, text in enumerate(texts)]


def table_row(key="1", text="阿托伐他汀：医保甲类", document="catalog.csv"):
    return TableRow(document, "drug-catalogue", key, "阿托伐他汀", text, {"name": "阿托伐他汀", "cls": "甲"})
