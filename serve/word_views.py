"""Words, trials and edits as the JSON of HTTP and the command line."""

from __future__ import annotations

from typing import Any

from dialogue.guard import StaffWord, Trial
from dialogue.guard.imported import ACTIONS
from dialogue.guard.listings import Word
from dialogue.guard.staff_words import KIND_NAMES, Changed, Edit
from dialogue.guard.types import Severity
from serve import desk_views
from serve.word_desk import Imported
from serve.word_sheets import ACTION_NAMES

_ACTION_OF = {severity: action for action, severity in ACTIONS.items()}


def listed(word: Word, staff: dict[str, StaffWord]) -> dict[str, Any]:
    """A word as it acts now; `origin` says whether staff decided that."""
    action = _ACTION_OF[word.severity]
    row = staff.get(word.text)
    return {
        "word": word.text,
        "category": word.category,
        "action": action,
        "action_name": ACTION_NAMES[action],
        "severity": "serious" if word.grave else "normal",
        "by_sound": word.by_sound,
        "disabled": False,
        "origin": "staff" if row else "list",
        "list": row.list if row else "",
        "note": row.note if row else "",
    }


def staff_word(one: StaffWord) -> dict[str, Any]:
    return {
        "word": one.word,
        "category": one.category,
        "action": one.action,
        "action_name": ACTION_NAMES[one.action],
        "severity": "serious" if one.grave else "normal",
        "by_sound": one.by_sound,
        "disabled": one.disabled,
        "origin": "staff",
        "list": one.list,
        "note": one.note,
    }


def edit(found: Edit | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "number": found.number,
        "at": desk_views.time(found.at),
        "who": found.who,
        "why": found.why,
        "kind": found.kind,
        "kind_name": KIND_NAMES[found.kind],
        "undoes": found.undoes,
        "words": found.words,
    }


def changed(one: Changed) -> dict[str, Any]:
    return {"word": one.word, "before": one.before, "after": one.after}


def trial(made: Trial, most: int = 50) -> dict[str, Any]:
    """`stopped` counts questions that get through today and would not; `examples` are the first of them."""
    return {
        "words": made.words,
        "texts": made.texts,
        "stopped": len({one.text for one in made.stopped}),
        "by_word": {word: len(found) for word, found in made.by_word().items()},
        "examples": [
            {"word": one.word, "text": one.text, "source": one.source, "action": one.action}
            for one in made.stopped[:most]
        ],
    }


def imported(found: Imported, *, dry: bool = False) -> dict[str, Any]:
    return {
        "file": found.file,
        "dry_run": dry,
        "read": found.read,
        "added": found.added,
        "updated": found.updated,
        "unchanged": found.unchanged,
        "duplicates": found.duplicates,
        "protected": found.protected,
        "errors": [one.to_json() for one in found.errors],
        "edit": edit(found.edit),
    }


def action_of(severity: Severity) -> str:
    return _ACTION_OF[severity]
