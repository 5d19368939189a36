"""What is said to a word to the conversation itself, and what is remembered then; nothing is looked up."""

from __future__ import annotations

from dataclasses import replace

from dialogue import asking_back, remembered
from dialogue.state import Step
from dialogue.told import Told
from dialogue.types import Memory
from dialogue.understand.repair import Repair
from dialogue.wording import say


def mended(word: Repair, memory: Memory) -> tuple[Step, Memory]:
    if word in ("cancel", "restart"):
        return _opening("cancelled" if word == "cancel" else "restarted"), remembered.of_people(memory)
    if not memory.told:
        return _opening("nothing_told"), memory
    if word == "back":
        return _back(memory)
    last = Told.from_memory(memory.told[-1])
    if word == "correct":
        return Step("clarify", say("correct", question=_question(last))), memory
    return (_simpler(last) if word == "simpler" else last.again(last.text)), memory


def _opening(name: str) -> Step:
    return Step("chitchat", say(name), related=asking_back.openings())


def _simpler(last: Told) -> Step:
    if not last.brief:
        return last.again(last.text)
    if last.brief == last.text.strip():
        return last.again(say("plain_already", text=last.brief))
    return last.again(say("simpler", text=last.brief))


def _back(memory: Memory) -> tuple[Step, Memory]:
    """The question before, answered as it was, and remembered as the last one."""
    if len(memory.told) < 2:
        return _opening("nothing_before"), memory
    last, before = (Told.from_memory(one) for one in (memory.told[-1], memory.told[-2]))
    earlier = replace(
        memory,
        told=memory.told[:-1],
        questions=memory.questions[: len(memory.questions) - len(last.asked)],
        calculation=before.calculation,
        missed=0,
    )
    if before.calculation:  # its last turn may be a bare input, "三级"
        return before.again(say("back_to_sum", text=before.text)), earlier
    return before.again(say("back_to", question=_question(before), text=before.text)), earlier


def _question(told: Told) -> str:
    return told.asked[-1].rstrip("？?。")
