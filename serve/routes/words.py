"""The word library for people of the office: look, try, keep, silence, import, export, take back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from dialogue.guard import StaffWord
from serve import word_sheets
from serve import word_views as views
from serve.deps import Caller, Parts, allowed
from serve.errors import ServeError
from serve.messages import CleanRoute
from serve.word_desk import WordDesk

router = APIRouter(tags=["敏感词库"], route_class=CleanRoute)

_SEES = allowed("viewer", "agent", "editor", "reviewer", "supervisor")
_KEEPS = allowed("editor", "reviewer", "supervisor")
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

T = TypeVar("T")
Why = Annotated[str, Field(min_length=2, max_length=500)]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=2000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WordBody(_Body):
    word: Annotated[str, Field(min_length=1, max_length=200)]
    category: Annotated[str, Field(max_length=40)] = "other"
    action: Literal["refuse", "context", "note", "escalate"] = "context"
    severity: Literal["normal", "serious"] = "normal"
    by_sound: bool = True
    disabled: bool = False
    list: Annotated[str, Field(max_length=120)] = ""
    note: Annotated[str, Field(max_length=500)] = ""

    def staff_word(self) -> StaffWord:
        values = self.model_dump(exclude={"severity"})
        return StaffWord(**values, grave=self.severity == "serious")


class Words(_Body):
    words: Annotated[list[WordBody], Field(min_length=1, max_length=2000)]


class Save(Words):
    why: Why
    accept_blocked: bool = False
    """Whether harmless questions that the trial found may be stopped."""


class Switch(_Body):
    words: Names
    why: Why
    accept_blocked: bool = False


class Undo(_Body):
    why: Why


def desk_of(parts: Parts) -> WordDesk:
    return WordDesk(parts.store, parts.answering.guard)


TheDesk = Annotated[WordDesk, Depends(desk_of)]


async def _run(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)


@router.get("/api/guard/words", dependencies=[_SEES])
async def find(
    parts: Parts,
    desk: TheDesk,
    part: str = "",
    category: str = "",
    action: str = "",
    origin: Literal["", "staff", "list"] = "",
    disabled: bool = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    """Words as they act now, or with `disabled` those that staff silenced."""

    def look() -> dict[str, Any]:
        staff = desk.words.all()
        rows = (
            [views.staff_word(one) for one in staff.values() if one.disabled]
            if disabled
            else [views.listed(word, staff) for word in parts.answering.guard.words.all]
        )
        found = [
            row
            for row in rows
            if part in row["word"]
            and category in ("", row["category"])
            and action in ("", row["action"])
            and origin in ("", row["origin"])
        ]
        found.sort(key=lambda row: (len(row["word"]), row["word"]))
        page = found[offset : offset + limit]
        return {"total": len(found), "version": desk.words.version(), "words": page}

    return await _run(look)


@router.get("/api/guard/words/stats", dependencies=[_SEES])
async def stats(parts: Parts, desk: TheDesk) -> dict[str, Any]:
    def count() -> dict[str, Any]:
        library = parts.answering.guard.words
        rows = [
            {"category": category, "action": views.action_of(severity), "words": number}
            for (category, severity), number in sorted(library.counts().items())
        ]
        silenced = sum(one.disabled for one in desk.words.all().values())
        return {
            "words": len(library), "disabled": silenced, "version": desk.words.version(), "by_category": rows,
        }  # fmt: skip

    return await _run(count)


@router.post("/api/guard/words/trial", dependencies=[_KEEPS])
async def trial(body: Words, desk: TheDesk) -> dict[str, Any]:
    """Which questions that citizens ask, and that get through today, the words would stop; nothing is kept."""
    return views.trial(await _run(lambda: desk.trial([one.staff_word() for one in body.words])))


@router.post("/api/guard/words", dependencies=[_KEEPS])
async def save(body: Save, desk: TheDesk, user: Caller) -> dict[str, Any]:
    """Add words or change them; tried first, and refused where harmless questions would be stopped."""
    words = [one.staff_word() for one in body.words]
    edit, made = await _run(lambda: desk.save(words, user.name, body.why, accept=body.accept_blocked))
    return {"edit": views.edit(edit), "trial": views.trial(made)}


@router.post("/api/guard/words/disable", dependencies=[_KEEPS])
async def disable(body: Switch, desk: TheDesk, user: Caller) -> dict[str, Any]:
    """Silence words, those of the shipped core too."""
    done = await _run(lambda: desk.switch(body.words, user.name, body.why, disabled=True))
    return {"edit": views.edit(done)}


@router.post("/api/guard/words/enable", dependencies=[_KEEPS])
async def enable(body: Switch, desk: TheDesk, user: Caller) -> dict[str, Any]:
    accept = body.accept_blocked
    done = await _run(lambda: desk.switch(body.words, user.name, body.why, disabled=False, accept=accept))
    return {"edit": views.edit(done)}


@router.post("/api/guard/words/remove", dependencies=[_KEEPS])
async def remove(body: Switch, desk: TheDesk, user: Caller) -> dict[str, Any]:
    """Take away what staff said of words; what the shipped core says of them holds again."""
    return {"edit": views.edit(await _run(lambda: desk.remove(body.words, user.name, body.why)))}


@router.post("/api/guard/words/import", dependencies=[_KEEPS])
async def import_sheet(
    request: Request,
    desk: TheDesk,
    user: Caller,
    why: Annotated[str, Query(min_length=2, max_length=500)],
    name: Annotated[str, Query(max_length=120)] = "敏感词.xlsx",
    dry_run: bool = False,
    accept_blocked: bool = False,
) -> dict[str, Any]:
    """The body is the workbook itself; rows in error are named with sheet and row, the rest goes in."""
    content = await request.body()
    if not content:
        raise ServeError("没有收到文件：请把 .xlsx 文件作为请求体发来")
    found = await _run(
        lambda: desk.import_sheet(content, name, user.name, why, accept=accept_blocked, dry=dry_run)
    )
    return views.imported(found, dry=dry_run)


@router.get("/api/guard/words/export.xlsx", dependencies=[_KEEPS])
async def export(desk: TheDesk) -> Response:
    """What staff keep, silenced words included; it goes back in as it came out."""
    return await _workbook(lambda: word_sheets.export(desk.words.all().values()), "words.xlsx")


@router.get("/api/guard/words/template.xlsx", dependencies=[_SEES])
async def template() -> Response:
    return await _workbook(word_sheets.template, "words-template.xlsx")


@router.get("/api/guard/words/history", dependencies=[_SEES])
async def history(
    desk: TheDesk, word: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> dict[str, Any]:
    """Who changed what when and why, newest first."""
    found = await _run(lambda: desk.words.history(word, limit))
    return {"edits": [views.edit(one) for one in found]}


@router.get("/api/guard/words/history/{number}", dependencies=[_SEES])
async def changes(number: int, desk: TheDesk) -> dict[str, Any]:
    """Before and after, word by word."""
    return {
        "number": number,
        "changes": [views.changed(one) for one in await _run(lambda: desk.words.changes(number))],
    }


@router.post("/api/guard/words/history/{number}/undo", dependencies=[_KEEPS])
async def undo(number: int, body: Undo, desk: TheDesk, user: Caller) -> dict[str, Any]:
    return {"edit": views.edit(await _run(lambda: desk.undo(number, user.name, body.why)))}


async def _workbook(make: Callable[[], bytes], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(await _run(make), media_type=_EXCEL, headers=headers)
