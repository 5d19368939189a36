"""SIGKILL at random moments of import and publishing: `python -m bench.kills [--kills 50]`.

After each kill the home is looked through: what was said to be in is in, no item is put together from two
versions, every release still says what it said, and an index over it finds what is held.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from ingest import importer, ingest
from kb import history
from kb import tables as t
from kb.database import connect, sqlite_url
from kb.entry import Entry
from kb.item import from_entry
from kb.releases import Releases
from kb.store import Store

ROOT = Path(__file__).resolve().parents[1]
IDS = 40
ROWS = 20_000
"""Of the imported file: more than any import reaches before it is killed."""


@dataclass
class Figures:
    kills: int = 0
    edits: int = 0
    releases: int = 0
    imported: int = 0
    wrong: list[str] = field(default_factory=list)


def entry(number: int) -> Entry:
    return Entry(
        id=f"edited-{number % IDS}",
        question=f"第{number}号临时规定怎么执行",
        similar=(f"第{number}号规定怎么办",),
        answer=f"按第{number}号临时规定办理。",
    )


def publish(home: Path) -> None:
    """Edit, release and go back until killed; what is said on stdout has been committed."""
    store = Store(connect(sqlite_url(home)))
    releases = Releases(store)
    with store.engine.connect() as connection:
        held = connection.execute(select(func.count()).select_from(t.versions)).scalar() or 0
    for number in count(held):
        with store.writing("bench") as writer:
            writer.put_entry(entry(number))
        print("edit", number, flush=True)
        if number % 7 == 0:
            made = releases.make(f"r-{number}", "bench")
            print("release", made.name, _holds(store, made.upto), flush=True)
            if number % 2:
                releases.rollback(random.Random(number).choice(releases.list()).name, "bench")
                print("back", number, flush=True)


def bring_in(home: Path) -> None:
    """Import until killed."""
    importer.BATCH = 100
    store = Store(connect(sqlite_url(home)))
    said: list[int] = []

    def tell(_: str, done: int, __: int) -> None:
        said.append(done)
        print("import", len(said), flush=True)

    ingest([home / "questions.csv"], store, on_progress=tell)


def run(home: Path, kills: int, moments: Iterator[float]) -> Figures:
    """Kill a process that publishes and one that imports in turn, each after so many seconds of work."""
    store = Store(connect(sqlite_url(home)))
    store.create()
    lines = "".join(f"q-{n},第{n}种情形怎么办理？,第{n}种情形到经办机构办理。\n" for n in range(ROWS))
    (home / "questions.csv").write_text("编号,问题,答案\n" + lines, encoding="utf-8")
    figures, told = Figures(), dict[str, str]()
    for number in range(kills):
        for line in _killed(home, ("publish", "import")[number % 2], next(moments)):
            kind, name, *rest = line.split()
            figures.edits += kind == "edit"
            if kind == "edit":
                told[f"edit {name}"] = name
            if kind == "release":
                told[f"release {name}"] = rest[0]
        figures.kills += 1
        figures.wrong += _look(store, told)
    figures.releases = len(Releases(store).list())
    figures.imported = sum(item.id.startswith("q-") for item in store.iter_items())
    store.engine.dispose()
    return figures


def _killed(home: Path, what: str, after: float) -> list[str]:
    """Lines of a process that is killed some seconds after its first."""
    command = [sys.executable, "-m", "bench.kills", "--child", what, "--home", str(home)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    until = time.monotonic() + after
    lines = [first]
    while time.monotonic() < until and (line := process.stdout.readline()):
        lines.append(line)
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.read().splitlines(keepends=True)
    if process.wait() not in (0, -signal.SIGKILL):
        raise RuntimeError(f"{what} ended by itself before it was killed")
    return [line for line in lines if line.endswith("\n")]


def _holds(store: Store, upto: int) -> str:
    """What a release holds, as one number."""
    with store.engine.connect() as connection:
        heads = history.heads(connection, upto)
    held = sorted(f"{i} {h.row} {h.state}" for i, h in heads.items())
    return str(zlib.crc32("\n".join(held).encode()))


def _look(store: Store, told: dict[str, str]) -> Iterator[str]:
    """Everything that is not as it should be."""
    with store.engine.connect() as connection:
        every = select(t.versions.c.item_id, t.versions.c.payload).order_by(t.versions.c.row)
        rows = connection.execute(every).all()
        logged = set(connection.scalars(select(t.changes.c.item)))
    said = {row.payload.get("question") for row in rows}
    last = {row.item_id: row.payload for row in rows}
    texts: dict[int, list[tuple[str, str]]] = {}
    for text in store.indexed_texts():
        texts.setdefault(text.item, []).append((text.field, text.text))
    for item in store.iter_items():
        if item.payload != last[item.id]:
            yield f"{item.id}：现行内容不是最后一版"
        if tuple(texts.get(item.row, ())) != from_entry(item.entry).texts:
            yield f"{item.id}：检索文本与内容不是同一版"
        if item.row not in logged:
            yield f"{item.id}：不在变更记录里"
    for key, value in told.items():
        kind, name = key.split()
        if kind == "edit" and entry(int(value)).question not in said:
            yield f"第 {value} 次修改说已提交，却没有了"
        if kind == "release" and _holds(store, Releases(store).get(name).upto) != value:
            yield f"发布 {name} 的内容变了"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--child", choices=["publish", "import"])
    parser.add_argument("--home", type=Path)
    given = parser.parse_args(arguments)
    if given.child:
        {"publish": publish, "import": bring_in}[given.child](given.home)
        return
    rng = random.Random(20261125)
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), given.kills, iter(lambda: rng.uniform(0, 0.4), None))
    print(
        f"杀死 {figures.kills} 次：修改 {figures.edits} 次，发布 {figures.releases} 个，"
        f"导入 {figures.imported} 条；错 {len(figures.wrong)} 处"
    )
    for line in figures.wrong[:20]:
        print("  ", line)


if __name__ == "__main__":
    main()
