"""The flow of an order: pure steps from a form and a message to the next form and what is said.

Correct, cancel, back, repeat, simpler words and start over work from every point.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from desk.errors import FieldError, FormError
from desk.extract.model import TicketField
from desk.extract.transcript import is_yes
from desk.form import reading
from desk.form.types import Act, Form, Said
from desk.orders import intake
from desk.orders.definition import Definition
from desk.wording import say, simpler
from dialogue.understand import repair
from kb.text import fold

_CANCELS = re.compile(
    r"(?:那|还是|我|算了)*(?:不(?:用|想)?(?:再)?(?:登记|填|报|留言|留|提交|提|要)(?:工单)?了|先不(?:登记|填|留|提交)(?:了|吧)*)吧?|"
    r"(?:取消|撤销|退出)(?:登记|填写|填表|工单|留言|提交)+(?:了|吧)*"
)
"""Words of an order; those of any conversation are in `repair`."""
_UNSURE = re.compile(
    r"^(?:我)?(?:也|真|实在)?(?:不知道|不清楚|不晓得|记不[清得]|忘了?|不记得|不太?确定|说不好|没有|不方便|不想说|不愿意)"
)
_CORRECTS = re.compile(
    r"^(?:不是|不对|错了|我?说错|我?记错|更正|纠正|应该是|改|哦?不[,，是]|搞错|打错|写错)|(?:改成|改为|换成|应该是|不对)"
)
_QUESTION = re.compile(r"[?？]|[吗呢么]\s*$|怎么|如何|多少|能不能|可以|什么|哪里|哪儿|几[个年月天]")
_SHORT = 14
"""Characters up to which a message can be a word to the flow and nothing else."""


def prompt(form: Form, definition: Definition) -> Said:
    """What the form waits for now."""
    if form.stage == "confirming":
        return Said(_read_back(form, definition), offers=("confirm", "back", "cancel"), form=form)
    field = _field(definition, form.asked)
    return Said(say("ask", question=question(field)), field.choices, ("back", "cancel"), form)


def question(field: TicketField) -> str:
    return field.ask or f"{field.label}是什么？"


def waits_for(form: Form, definition: Definition) -> str:
    """The open question in one line, for after something else was talked about."""
    if form.stage == "confirming":
        return say("waits_for_yes")
    return question(_field(definition, form.asked))


def answer(form: Form, definition: Definition, text: str, today: date) -> Said | None:
    """The step a message takes; None where it is a question of its own, for the assistant.

    The yes that files the order is not among them: see `agrees`.
    """
    if act := _word(form, definition, text):
        return do(form, definition, act, today)
    if form.stage == "confirming":
        return _corrected(form, definition, text, today)
    if (other := reading.label_alone(definition, text)) and other.name != form.asked:
        return prompt(replace(form, asked=other.name), definition)
    field = _field(definition, form.asked)
    if _UNSURE.match(fold(text)) and len(text) <= _SHORT:
        return _left_out(form, definition, field)
    if _CORRECTS.search(text) and (changed := _changes(form, definition, text, today)):
        return changed
    return _given(form, definition, field, text, today)


def takes(form: Form, definition: Definition, text: str, today: date) -> bool:
    """Whether the message is surely for the order, and not for a sum that waits beside it."""
    if agrees(form, text) or _word(form, definition, text) or reading.named(definition, text):
        return True
    if form.stage == "confirming":
        return any(name in form.values for name in reading.mentioned(definition, text, today))
    field = _field(definition, form.asked)
    if field.name in reading.FREE:
        return not _CORRECTS.match(text)
    try:
        return reading.value(field, text, definition, today) is not None
    except FieldError:
        return True


def agrees(form: Form, text: str) -> bool:
    """Whether the message is the yes that files the order."""
    said = fold(text)
    return (
        form.stage == "confirming"
        and len(said) <= _SHORT
        and (is_yes(said) or bool(re.match(r"^(?:提交|确认|没问题|没有问题|登记吧|就这样)", said)))
    )


def do(form: Form, definition: Definition, act: Act, today: date, field: str = "", raw: object = "") -> Said:
    """One of the fixed small steps; filing itself is the caller's."""
    if act == "cancel":
        return Said(say("cancelled"), form=replace(form, stage="cancelled"))
    if act == "back":
        return _back(form, definition)
    if act == "restart":
        fresh = replace(form, values=dict(form.started), given=(), unknown=()).next(definition)
        return _led("restarted", fresh, definition)
    if act == "simpler" and form.stage == "asking":
        asked = _field(definition, form.asked)
        return Said(
            f"{simpler(asked.name, asked.type)}{question(asked)}", asked.choices, ("back", "cancel"), form
        )
    if act == "correct" and not field:
        return _which(form, definition)
    if act == "correct":
        return _set(form, definition, field, raw, today)
    return prompt(form, definition)


def _word(form: Form, definition: Definition, text: str) -> Act | None:
    """The small step that the message is as a whole."""
    said = repair.said(text)
    if said == "correct" and form.stage == "asking" and _field(definition, form.asked).type == "flag":
        return None  # "不对" is an answer
    if said is None and _CANCELS.fullmatch(fold(text)):
        return "cancel"
    return said


def _given(form: Form, definition: Definition, field: TicketField, text: str, today: date) -> Said | None:
    try:
        value = reading.value(field, text, definition, today)
    except FieldError as error:
        reason = str(error).removeprefix(f"{field.label}：").split("。")[0]
        return Said(
            say("not_fitting", why=reason, question=question(field)), field.choices, ("back", "cancel"), form
        )
    others = {
        name: other
        for name, other in reading.beside(field, text, definition, today).items()
        if name not in form.values
    }
    if value is None and (_QUESTION.search(text) or not others):
        if _QUESTION.search(text):
            return None
        again = say("again", question=question(field), simpler=simpler(field.name, field.type))
        return Said(again, field.choices, ("back", "cancel"), form)
    filled = replace(form, values={**form.values, **others})
    if value is not None:
        filled = _with(filled, field.name, value)
    return prompt(filled.next(definition), definition)


def _with(form: Form, name: str, value: object) -> Form:
    given = (*(one for one in form.given if one != name), name)
    unknown = tuple(one for one in form.unknown if one != name)
    evidence = {key: found for key, found in form.evidence.items() if key != name}
    return replace(form, values={**form.values, name: value}, given=given, unknown=unknown, evidence=evidence)  # type: ignore[dict-item]


def _left_out(form: Form, definition: Definition, field: TicketField) -> Said:
    without = replace(form, unknown=(*form.unknown, field.name), given=(*form.given, field.name))
    after = prompt(without.next(definition), definition)
    return replace(after, text=f"{say('skipped', label=field.label)}{after.text}")


def _corrected(form: Form, definition: Definition, text: str, today: date) -> Said | None:
    """At the end: a change of something, or the wish to change it."""
    if changed := _changes(form, definition, text, today):
        return changed
    if _QUESTION.search(text):
        return None
    field = reading.named(definition, text)
    if field is not None and len(fold(text)) <= _SHORT:
        return prompt(replace(form, stage="asking", asked=field.name), definition)
    return _which(form, definition)


def _which(form: Form, definition: Definition) -> Said:
    """Asks which field is wrong; a question that is open stays open."""
    labels = tuple(definition.label(name) for name in form.values)
    if form.stage == "confirming":
        return Said(say("which"), labels, ("confirm", "cancel"), form)
    text = say("which_or", question=question(_field(definition, form.asked)))
    return Said(text, labels, ("back", "cancel"), form)


def _changes(form: Form, definition: Definition, text: str, today: date) -> Said | None:
    found = {
        name: value
        for name, value in reading.mentioned(definition, text, today).items()
        if form.values.get(name) != value
    }
    if not found:
        return None
    changed = form
    for name, value in found.items():
        changed = _with(changed, name, value)
    return _told_changes(changed.next(definition), definition, found)


def _set(form: Form, definition: Definition, name: str, raw: object, today: date) -> Said:
    """A field put right by the page: asked again where no value comes with it."""
    field = definition.field(name)
    if field is None:
        raise FormError(f"没有「{name[:40]}」这个字段：请从列出的字段里选")
    if raw in ("", None):
        return prompt(replace(form, stage="asking", asked=name), definition)
    value = reading.value(field, str(raw), definition, today)
    if value is None:
        raise FieldError(f"{field.label}：没有认出来，{question(field)}")
    return _told_changes(_with(form, name, value).next(definition), definition, {name: value})


def _told_changes(
    form: Form, definition: Definition, found: dict[str, object] | dict[str, str | int | float | bool]
) -> Said:
    shown = "、".join(f"{definition.label(n)}改为{_shown(definition, n, v)}" for n, v in found.items())
    after = prompt(form, definition)
    return replace(after, text=f"{say('changed', changes=shown)}\n{after.text}")


def _back(form: Form, definition: Definition) -> Said:
    if not form.given:
        return _led("nothing_before", form.next(definition), definition)
    last = form.given[-1]
    values = {name: value for name, value in form.values.items() if name != last}
    unknown = tuple(name for name in form.unknown if name != last)
    before = replace(form, values=values, unknown=unknown, given=form.given[:-1], stage="asking", asked=last)
    return _led("back_to", before, definition)


def _led(name: str, form: Form, definition: Definition) -> Said:
    after = prompt(form, definition)
    return replace(after, text=say(name, question=after.text))


def _read_back(form: Form, definition: Definition) -> str:
    lines = []
    for field in definition.fields:
        if field.name in form.values:
            lines.append(f"{field.label}：{_shown(definition, field.name, form.values[field.name])}")
        elif field.name in form.unknown:
            lines.append(say("left_open", label=field.label))
    return say("read_back", lines="\n".join(lines))


def _shown(definition: Definition, name: str, value: object) -> str:
    field = definition.field(name)
    return intake.shown(field.type if field else "text", value)  # type: ignore[arg-type]


def _field(definition: Definition, name: str) -> TicketField:
    field = definition.field(name)
    assert field is not None, f"the form waits for {name}, which its model does not have"
    return field
