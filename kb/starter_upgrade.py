"""Brings the shipped knowledge into a home, and takes out what an older version brought and this one no longer holds.

What the office changed is never touched: where the new version dropped it, it goes on the review list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from kb import tables as t
from kb.fact import FactTable, references
from kb.releases import Releases
from kb.review import Reviews
from kb.snapshot import fact_id, fact_payload
from kb.starter import Starter
from kb.store import Store, Writer, set_meta
from kb.text import fold

WHO = "starter"
_META = "starter"
REPORT = "starter_upgrade"
"""Name of the small value that holds what the last upgrade took out."""
_STEP = 100
_GONE = "新版初始知识不再收录"
_ASKED = "新版初始知识不再收录这一条，而本单位改过或仍在用：同意停用就通过，要留下就退回"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that the shipped knowledge holds no more."""

    id: str
    title: str
    renamed: str | None = None
    """Id of the shipped entry that asks the same, where there is one."""


@dataclass
class Upgrade:
    """What bringing in the shipped knowledge did."""

    added: int = 0
    changed: int = 0
    retired: list[Gone] = field(default_factory=list)
    to_review: list[Gone] = field(default_factory=list)
    """The office changed them, or its answers refer to them: somebody has to decide."""
    release: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def held_version(store: Store) -> str | None:
    """Fingerprint of the shipped knowledge that the home holds."""
    version = store.meta(_META)
    return version if isinstance(version, str) else None


def bring_in(store: Store, shipped: Starter, version: str, progress: Progress) -> Upgrade:
    """All of it in one transaction; a process that comes second finds it done."""
    with store.writing(WHO, "随产品提供的初始知识") as writer:
        before = held_version(store)
        if before == version:
            return Upgrade()
        upgrade = Upgrade()
        _put(store, writer, shipped, upgrade, progress)
        if before is not None:
            _take_out(store, writer, shipped, upgrade)
            writer.ask_articles()
        if upgrade.retired or upgrade.to_review:
            upgrade.release = _release(store, writer, version, upgrade)
            set_meta(writer.connection, REPORT, upgrade.to_json())
        set_meta(writer.connection, _META, version)
    return upgrade


def _put(store: Store, writer: Writer, shipped: Starter, upgrade: Upgrade, progress: Progress) -> None:
    theirs = store.touched_by_others(WHO)
    writer.put_facts(fact for fact in shipped.facts if fact_id(fact.name) not in theirs)
    ours = [entry for entry in shipped.entries if entry.id not in theirs]
    for start in range(0, len(ours), _STEP):
        outcomes = Counter(writer.put_entries(ours[start : start + _STEP]))
        upgrade.added += outcomes["added"]
        upgrade.changed += outcomes["updated"]
        progress("载入初始知识", min(start + _STEP, len(ours)), len(ours))
    shipped_ids = {entry.id for entry in shipped.entries} | {fact_id(fact.name) for fact in shipped.facts}
    for proposal in Reviews(store).waiting(None):
        if proposal.retires and proposal.author == WHO and proposal.item_id in shipped_ids:
            writer.drop_proposal(proposal.item_id)  # it was gone for a version, and is back


def _take_out(store: Store, writer: Writer, shipped: Starter, upgrade: Upgrade) -> None:
    """Entries first: a fact is in use as long as an answer that stays refers to it."""
    brought = store.brought_by(WHO)
    theirs = store.touched_by_others(WHO, drafts=True)
    kept = {entry.id for entry in shipped.entries}
    names = {fact.name for fact in shipped.facts}
    wordings = {fold(wording): entry.id for entry in shipped.entries for wording in entry.wordings}
    for entry in store.entries():
        if entry.id in kept or entry.id not in brought:
            continue
        gone = Gone(entry.id, entry.question, wordings.get(fold(entry.question)))
        if entry.id in theirs:
            _ask(writer, entry.id, gone.title, entry.model_dump(mode="json", exclude_none=True))
            upgrade.to_review.append(gone)
        else:
            writer.why = f"{_GONE}，改为 {gone.renamed}" if gone.renamed else _GONE
            writer.retire(entry.id)
            upgrade.retired.append(gone)
    _take_out_facts(writer, store.facts(), _Owners(brought, theirs, names), upgrade)


@dataclass(frozen=True)
class _Owners:
    brought: set[str]
    theirs: set[str]
    shipped: set[str]
    """Names of the facts that are shipped."""


def _take_out_facts(writer: Writer, facts: FactTable, owners: _Owners, upgrade: Upgrade) -> None:
    in_use = _facts_in_use(writer)
    for name in dict.fromkeys(fact.name for fact in facts):
        if name in owners.shipped or fact_id(name) not in owners.brought:
            continue
        gone = Gone(fact_id(name), name)
        if fact_id(name) in owners.theirs or name in in_use:
            dumped = [fact.model_dump(mode="json", exclude_none=True) for fact in facts.history(name)]
            _ask(writer, gone.id, name, fact_payload(dumped))
            upgrade.to_review.append(gone)
        else:
            writer.why = _GONE
            writer.remove_fact(name)
            upgrade.retired.append(gone)


def _facts_in_use(writer: Writer) -> set[str]:
    """Names that published answers refer to, as they stand after this transaction."""
    query = select(t.items.c.body).where(
        t.items.c.kind == "entry", t.items.c.state == "published", t.items.c.body.like("%{{%")
    )
    return {name for body in writer.connection.scalars(query) for name in references(body)}


def _ask(writer: Writer, item_id: str, title: str, payload: Mapping[str, Any]) -> None:
    writer.why = _ASKED
    writer.propose_retirement(item_id, title, payload)


def _release(store: Store, writer: Writer, version: str, upgrade: Upgrade) -> str:
    releases = Releases(store)
    taken = {one.name for one in releases.list()}
    names = (f"初始知识-{version[:8]}{suffix}" for suffix in _suffixes())
    name = next(name for name in names if name not in taken)
    note = f"随产品更新：停用 {len(upgrade.retired)} 项，请审核 {len(upgrade.to_review)} 项"
    releases.make_within(writer, name, note)
    return name


def _suffixes() -> Iterable[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def tell(upgrade: Upgrade, shown: int = 20) -> list[str]:
    """Lines for the operator; nothing where nothing was taken out."""
    if not upgrade.retired and not upgrade.to_review:
        return []
    lines = [
        f"初始知识已更新：新增 {upgrade.added}，修改 {upgrade.changed}，"
        f"停用 {len(upgrade.retired)}，请审核 {len(upgrade.to_review)}；记为发布「{upgrade.release}」"
    ]
    for gone in upgrade.retired[:shown]:
        renamed = f"（改为 {gone.renamed}）" if gone.renamed else ""
        lines.append(f"  停用 {gone.id} {gone.title}{renamed}")
    if len(upgrade.retired) > shown:
        lines.append(f"  ……另停用 {len(upgrade.retired) - shown} 项，用 jxb kb stats --json 查看")
    for gone in upgrade.to_review[:shown]:
        lines.append(
            f"  请审核 {gone.id} {gone.title}：本单位改过或仍在用，用 jxb kb review show {gone.id} 查看"
        )
    if len(upgrade.to_review) > shown:
        lines.append(f"  ……另有 {len(upgrade.to_review) - shown} 项，用 jxb kb review list 查看")
    return lines
