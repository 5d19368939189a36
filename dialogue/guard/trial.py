"""What words would do before they are kept: which harmless questions they would stop that get through today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dialogue.guard.guard import Guard
from dialogue.guard.listings import spelled
from dialogue.guard.normalise import views
from dialogue.guard.staff_words import StaffWord, checked
from dialogue.guard.words import WordLibrary

_STOPS = ("refuse", "escalate")


@dataclass(frozen=True, slots=True)
class Stopped:
    """A question that would be stopped, and by which word."""

    word: str
    text: str
    source: str
    """Where the question comes from, as shown to staff."""
    action: str


@dataclass(slots=True)
class Trial:
    """What was tried, and what would be stopped."""

    words: int
    texts: int = 0
    stopped: list[Stopped] = field(default_factory=list)

    def by_word(self) -> dict[str, list[Stopped]]:
        found: dict[str, list[Stopped]] = {}
        for one in self.stopped:
            found.setdefault(one.word, []).append(one)
        return found


def trial(guard: Guard, words: Iterable[StaffWord], texts: Iterable[tuple[str, str]]) -> Trial:
    """Try words on (source, text); raises WordListError for a word that could not be kept anyway."""
    wanted = [one for one in map(checked, words) if not one.disabled]
    made = Trial(len(wanted))
    acting = [word for one in wanted if one.action != "note" for word in spelled(one)]
    if not acting:
        return made
    library = WordLibrary(acting)
    probe = guard.with_words(library)
    for source, text in texts:
        made.texts += 1
        hits = library.find(views(text))
        if not hits or (found := probe.check(text)).action not in _STOPS:
            continue
        if guard.check(text).action in _STOPS:
            continue  # it is stopped today already
        at_work = {span.word for span in found.spans}
        names = dict.fromkeys(hit.word.text for hit in hits if hit.word.text in at_work)
        made.stopped += [Stopped(name, text, source, found.action) for name in names]
    return made
