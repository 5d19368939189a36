"""What a turn costs of itself: guard, understanding, answer, checks, state and record, without retrieval and model.

python -m bench.turn_cost [--turns 200] [--sessions 500]

Everything is real: the graph, its checkpointer and the records on disk, and a small index; the time of embedding
and search is taken off. Beside it the same nodes called one after another, without graph, checkpointer and record.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

from langchain_core.runnables.config import var_child_runnable_config
from langgraph.runtime import Runtime
from rich.console import Console
from rich.table import Table

from desk.reception import Reception
from dialogue import nodes
from dialogue.assistant import Assistant
from dialogue.state import State, Turn
from dialogue.types import Request, SessionId, TurnId
from kb.entry import Entry, Review
from serve import home, joined
from serve.checkpoints import open_checkpointer
from serve.settings import Settings

TODAY = date(2026, 11, 24)
QUESTIONS = {
    "检索作答": ("失业保险金最多能领多少个月？", "产假有多少天？", "社保卡丢了怎么补？"),
    "计算": ("我交了8年失业保险，能领几个月", "不对，是9年", "我工作12年了，年休假几天"),
    "寒暄": ("你好", "谢谢"),
}
KNOWN = (
    ("失业保险金最多能领多少个月？", "最长领取24个月，按累计缴费年限核定。", "失业保险"),
    ("产假有多少天？", "符合规定的产假一共158天。", "生育保险"),
    ("工伤认定要在多久内申请？", "单位30日内，个人1年内。", "工伤保险"),
    ("社保卡丢了怎么补？", "到合作银行网点补办，当场可取。", "社保卡"),
    ("异地就医怎么备案？", "在国家医保服务平台备案。", "异地就医"),
)


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[Reception]:
    """An assistant joined to the desk over a small home on disk."""
    settings = Settings(home=folder, today=TODAY, starter="off")
    opened = home.open_home(settings)
    with opened.store.writing("bench", "a small index") as writer:
        writer.put_entries(
            Entry(
                id=f"k{n}", question=q, answer=a, area=area, region="110000", review=Review(state="published")
            )
            for n, (q, a, area) in enumerate(KNOWN)
        )
    opened.index.refresh()
    async with open_checkpointer(settings) as saver:
        yield joined.reception(settings, home.assistant(opened, saver), settings.clock)


def request(message: str, session: str) -> Request:
    return Request(message, SessionId(session), TurnId(uuid4().hex), TODAY)


async def whole(reception: Reception, questions: tuple[str, ...], turns: int) -> list[float]:
    """Milliseconds of each turn as a citizen causes it, retrieval taken off."""
    found = []
    session = uuid4().hex
    for number in range(turns):
        asked = request(questions[number % len(questions)], session)
        began = time.perf_counter()
        done = await reception.reply(asked)
        took = (time.perf_counter() - began) * 1e3
        times = reception.assistant.records.get(done.turn_id).times
        found.append(took - times.get("embed", 0.0) - times.get("search", 0.0))
    return found


async def plain(assistant: Assistant, questions: tuple[str, ...], turns: int) -> list[float]:
    """Milliseconds of the same nodes called one after another, retrieval taken off."""
    found, memory = [], {}
    for number in range(turns):
        turn = assistant._turn_context(time.monotonic())
        runtime = Runtime(context=turn, stream_writer=lambda _: None)
        state: State = {"request": request(questions[number % len(questions)], "plain"), "at": 0, "sent": (),
                        "asks": (), "memory": memory}  # fmt: skip
        with _within(runtime):
            began = time.perf_counter()
            await _nodes(state, runtime)
            took = (time.perf_counter() - began) * 1e3
        memory = state["memory"]
        found.append(took - turn.times.get("embed", 0.0) - turn.times.get("search", 0.0))
    return found


async def _nodes(state: State, runtime: Runtime[Turn]) -> None:
    state.update(nodes.guard_in(state, runtime))
    if not state["steps"]:
        state.update(nodes.understand(state, runtime))
    if not state.get("steps"):
        state.update(await nodes.retrieve(state, runtime))
    state.update(await nodes.speak(state, runtime))
    state.update(nodes.close(state, runtime))


@contextmanager
def _within(runtime: Runtime[Turn]) -> Iterator[None]:
    """What a node finds when it asks for the stream it writes to."""
    token = var_child_runnable_config.set({"configurable": {"__pregel_runtime": runtime}})
    try:
        yield
    finally:
        var_child_runnable_config.reset(token)


async def in_flight(reception: Reception, sessions: int) -> tuple[float, int, int]:
    """(seconds, turns, errors) of so many sessions at once, each with three turns."""
    asked = QUESTIONS["检索作答"]

    async def session(number: int) -> list[BaseException | None]:
        name, results = f"flight-{number}", []
        for message in asked:
            try:
                done = await reception.reply(request(message, name))
                results.append(None if done.reply.text else RuntimeError("nothing said"))
            except Exception as error:
                results.append(error)
        return results

    began = time.perf_counter()
    results = [one for found in await asyncio.gather(*map(session, range(sessions))) for one in found]
    return time.perf_counter() - began, len(results), sum(one is not None for one in results)


async def measure(turns: int, sessions: int) -> bool:
    table = Table(
        "一轮",
        "p50 毫秒",
        "p95 毫秒",
        "处理器毫秒（含检索）",
        "只调各步 p50",
        "比值",
        title="一轮自身的开销（不含检索和模型，含保存状态和记录）",
    )
    good = True
    with tempfile.TemporaryDirectory() as folder:
        async with hall(Path(folder)) as reception:
            for questions in QUESTIONS.values():
                await whole(reception, questions, 10)  # warm
            for name, questions in QUESTIONS.items():
                before = time.process_time()
                joined_up = await whole(reception, questions, turns)
                spent = (time.process_time() - before) * 1e3 / turns
                bare = await plain(reception.assistant, questions, turns)
                p50, p95 = statistics.median(joined_up), statistics.quantiles(joined_up, n=20)[-1]
                base = statistics.median(bare)
                good &= p50 <= 8
                table.add_row(
                    name, f"{p50:.2f}", f"{p95:.2f}", f"{spent:.2f}", f"{base:.2f}", f"{p50 / base:.1f}"
                )
            Console().print(table)
            seconds, number, errors = await in_flight(reception, sessions)
    Console().print(
        f"{sessions} 段对话同时进行：{number} 轮，{seconds:.1f} 秒，每秒 {number / seconds:.0f} 轮，出错 {errors}"
    )
    return good and not errors


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=500)
    given = parser.parse_args()
    sys.exit(0 if asyncio.run(measure(given.turns, given.sessions)) else 1)
