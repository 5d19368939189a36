"""What is wrong with what a step came to, in words that staff understand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eval.matching import forbidden, missing
from eval.scripts.script import OUTCOMES, Step

_NAMES = {value: name for name, value in OUTCOMES.items()}


@dataclass(frozen=True, slots=True)
class Reached:
    """What a step came to."""

    text: str = ""
    outcome: str = ""
    remembered: Mapping[str, str | None] = field(default_factory=dict)
    order: Mapping[str, str] = field(default_factory=dict)
    """By label, as shown."""
    offers: tuple[str, ...] = ()
    inbox: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    """Levels of the alerts of the conversation that are open."""
    seconds: float = 0.0
    problem: str = ""
    """Why it was refused; empty where it was not."""


def faults(step: Step, reached: Reached) -> list[str]:
    """Empty where all that was expected came."""
    text = reached.problem or reached.text
    found: list[str] = []
    if reached.problem and not step.must:
        found.append(f"没有成功：{reached.problem}")
    if step.outcome and reached.outcome not in step.outcome:
        wanted = "或".join(_NAMES[one] for one in step.outcome)
        found.append(f"结果应当是{wanted}，实际是{_NAMES.get(reached.outcome, reached.outcome or '无')}")
    found += [f"没有说到「{'」或「'.join(group)}」" for group in missing(text, step.must)]
    found += [f"不该说到「{phrase}」" for phrase in forbidden(text, step.must_not)]
    if step.silent and text:
        found.append("应当不出声")
    for name, value in step.remember.items():
        if reached.remembered.get(name) != value:
            found.append(f"记得的{name}应当是{value}，实际是{reached.remembered.get(name)}")
    for label, value in step.order.items():
        if reached.order.get(label) != value:
            found.append(f"工单的{label}应当是「{value}」，实际是「{reached.order.get(label, '没有')}」")
    found += [f"没有给出「{one}」可点" for one in step.offers if one not in reached.offers]
    found += [f"没有收到「{one}」" for one in step.inbox if not any(one in note for note in reached.inbox)]
    if step.alert and not _alerted(step.alert, reached.alerts):
        found.append(f"预警应当是{step.alert}，实际是{'、'.join(reached.alerts) or '无'}")
    if reached.seconds > step.within:
        found.append(f"用了 {reached.seconds:.1f} 秒，超过限时 {step.within:g} 秒")
    return found


def _alerted(wanted: str, alerts: tuple[str, ...]) -> bool:
    return not alerts if wanted == "none" else wanted in alerts
