"""The index of one process: built from the store, following its change log.

The store is the truth. A query works on the tuple of segments it took at its start, so an update swaps
that tuple and never stops a query. Edits go into a small segment of their own; segments of like size are
joined, large ones beside the queries, so that the work an edit causes grows with its size alone.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import Literal

import numpy as np

from kb.store import Store
from models import Embedder
from retrieval import moving
from retrieval.arrays import Ints
from retrieval.centres import Centres
from retrieval.embedding import embed_missing, embed_some
from retrieval.errors import IndexMismatchError, VectorStoreError
from retrieval.far import Far
from retrieval.freed import give_back
from retrieval.moving import NO_KEYS
from retrieval.prototypes import Prototypes, learn_store
from retrieval.segment import Segment

Progress = Callable[[str, int, int], None]
"""Called with the step, how much is done, and how much there is."""

Vectors = Literal["all", "few", "none"]

_AT_ONCE = 5_000
"""Items up to which segments are joined while an edit waits: about a tenth of a second."""
_SEGMENTS = 3
"""Above so many, the last two are joined whatever their size: each costs a query a millisecond."""
_LOOKED_AT = 64
"""Texts of a group that are looked at when some vectors are to be computed."""
_LOOK_EVERY, _YIELD = 1.0, 5.0
"""Seconds between looks for vectors that were computed; and for which another process that computes them is
left alone with it."""
_MOVE_EVERY = 2.0
"""Seconds between moves of vectors elsewhere, so that edits go there some at a time."""
_FEW = 4
"""Changed items whose vectors are computed at once."""

_MANIFEST = "index"


class Index:
    """Segments in memory; `refresh` makes edits of any process visible here."""

    def __init__(self, store: Store, embedder: Embedder, far: Far | None = None) -> None:
        """`far`: where vectors are kept instead of in this process."""
        self.store = store
        self.embedder = embedder
        self.far = far
        self.centres = Centres.of(embedder.id, embedder.dim)
        self.segments: tuple[Segment, ...] = ()
        self.prototypes = Prototypes.none(embedder.dim)
        self.seq = 0
        self._one_update = threading.Lock()
        self._joining: threading.Thread | None = None
        self._computed: set[str] = set()
        """Hashes of texts whose vectors were computed here and are not taken up yet."""
        self._look_at = self._yield_until = self._move_at = 0.0
        self.one_move = threading.Lock()
        self.adopted = False
        """Whether the store elsewhere was told that what it holds of this space is complete."""
        self._gone: Ints = NO_KEYS
        """Keys that are to be deleted elsewhere."""

    def prepare(self, progress: Progress = lambda *_: None) -> None:
        """Compute the vectors that are missing, without reading the index into memory."""
        self.check_manifest()
        embed_missing(self.store, self.embedder, progress)

    def build(self, progress: Progress = lambda *_: None) -> None:
        """Read everything; vectors that are missing are computed first, and put where they belong."""
        self.prepare(progress)
        self.open()
        self.try_moving()

    def open(self) -> None:
        """Read everything there is: what has no vector yet is found by its words."""
        self.check_manifest()
        with self._one_update:
            self._load()

    def learn(self, progress: Progress = lambda *_: None) -> int:
        """Learn prototypes from all wordings that have vectors; returns of how many entries."""
        learned = learn_store(
            self.store,
            self.embedder.id,
            lambda v: self.centres.apply(v, "query"),
            self.embedder.dim,
            progress,
        )
        self.prototypes = Prototypes.read(self.store, self.embedder.id, self.embedder.dim)
        return len(learned)

    def rebuild(self, progress: Progress = lambda *_: None) -> None:
        """Take the settings' embedder as the new truth, once everything of it is there, in one step."""
        embed_missing(self.store, self.embedder, progress)
        if self.far:
            with self._one_update:
                self._load()
            moving.reconcile(self, progress)
        self.store.set_meta(_MANIFEST, self._wanted())

    def refresh(self, *, vectors: Vectors = "all") -> bool:
        """Follow the change log; True when something changed.

        Texts are searchable by their words at once. `vectors` says which of those missing are computed before
        this returns: all, those of a few edits, or none; `fill` is for the others.
        """
        with self._one_update:
            seq, rows = self.store.changed_since(self.seq)
            if not rows:
                return False
            if not self.segments or len(rows) > max(_AT_ONCE, len(self.segments[0]) // 2):
                self._load()
            else:
                self._apply(seq, rows)
        self._join_large()
        if self.lacking() and vectors != "none":
            if vectors == "all":
                embed_missing(self.store, self.embedder, items=self._items_lacking())
            elif len(rows) <= _FEW:
                self._computed |= embed_some(self.store, self.embedder, rows)
            self.attach()
        if vectors == "all":
            self.try_moving()
        return True

    # Vectors that were not there yet.

    def lacking(self) -> int:
        """Texts that are found by their words alone."""
        return sum(len(group.texts.lacking) for s in self.segments for group in s.groups.values())

    def attach(self) -> int:
        """Take up vectors that were computed since, by whichever process; returns how many."""
        wanted = list({name for segment in self.segments for name in segment.lacking()})
        found = dict(self.store.vectors(self.embedder.id, wanted)) if wanted else {}
        if found:
            with self._one_update:
                self.segments = tuple(segment.with_vectors(found, self.centres) for segment in self.segments)
        others = sum(name not in self._computed for name in found)
        self._computed.clear()
        self._yield_until = time.monotonic() + (_YIELD if others else 0)
        return len(found)

    def fill(self) -> bool:
        """Compute a few of the missing vectors, unless another process is at it; True while some are missing.

        With none missing, what is here moves to where it belongs.
        """
        if not self.lacking():
            if time.monotonic() >= self._move_at and self.try_moving():
                self._move_at = time.monotonic() + _MOVE_EVERY
            return False
        if time.monotonic() >= self._yield_until:
            self._computed |= embed_some(self.store, self.embedder, self._rows_lacking())
        if time.monotonic() >= self._look_at or self.lacking() == len(self._computed):
            started = time.monotonic()
            self.attach()
            took = time.monotonic() - started
            self._look_at = started + max(_LOOK_EVERY, 10 * took)
        return self.lacking() > 0

    def _items_lacking(self) -> list[int]:
        """Rows of the items that have a text without a vector."""
        groups = [(segment, group) for segment in self.segments for group in segment.groups.values()]
        rows = [segment.columns.row[group.item_of[group.texts.lacking]] for segment, group in groups]
        found: list[int] = np.unique(np.concatenate(rows)).tolist()
        return found

    def _rows_lacking(self) -> list[int]:
        """Some items that have a text without a vector, others in each process."""
        rows: list[int] = []
        for segment in self.segments:
            for group in segment.groups.values():
                names, numbers = group.texts.hashes, group.texts.lacking
                turn = random.randrange(len(names)) if len(names) > _LOOKED_AT else 0
                order = chain(range(turn, len(names)), range(turn))
                here = ((names[place].decode(), numbers[place]) for place in order)
                some = islice((at for name, at in here if name not in self._computed), _LOOKED_AT)
                rows += [int(segment.columns.row[group.item_of[at]]) for at in some]
        return rows

    def check_manifest(self) -> None:
        """Raises IndexMismatchError when the vectors were made by another embedder.

        A later version of the same one takes over: what ships has its vectors, the rest is found by its words until
        they are computed. Vectors kept elsewhere are moved by `rebuild` alone.
        """
        wanted = self._wanted()
        held = self.store.meta(_MANIFEST)
        earlier = () if self.far else getattr(self.embedder, "replaces", ())
        if held is None or held["embedder"] in earlier:
            self.store.set_meta(_MANIFEST, wanted)
        elif held != wanted:
            raise IndexMismatchError(
                f"{held['embedder']}（{held['dim']} 维）", f"{wanted['embedder']}（{wanted['dim']} 维）"
            )

    def _wanted(self) -> dict[str, object]:
        return {"embedder": self.embedder.id, "dim": self.embedder.dim}

    # Vectors elsewhere.

    def try_moving(self) -> bool:
        """Give vectors to the store elsewhere; while it is away they stay here and find as well."""
        if self.far and not self.far.away:
            with suppress(VectorStoreError):  # said in the log, and again at readiness
                moving.move(self)
                return True
        return False

    def moved(self, held: Ints) -> None:
        """Forget the vectors that the store elsewhere holds by now; `held` ascending."""
        with self._one_update:
            self.segments = tuple(segment.moved(held) for segment in self.segments)

    def read_again(self, rows: Sequence[int]) -> None:
        """Take items from the database as if they had been edited."""
        with self._one_update:
            learned = self.prototypes  # nothing of the items has changed
            self._apply(self.seq, rows)
            self.prototypes = learned

    @contextmanager
    def taking_gone(self) -> Iterator[Ints]:
        """Keys to be deleted elsewhere; they stay listed where that fails."""
        gone = self._gone
        yield gone
        with self._one_update:
            self._gone = np.setdiff1d(self._gone, gone)

    # Segments.

    def _load(self) -> None:
        held = moving.held(self.far)  # before the change log is asked: see retrieval.moving
        seq = self.store.last_change()
        whole = self._read(None, None, held)
        self._gone = np.setdiff1d(held, whole.keys())
        self.segments = (whole,)
        self.prototypes = Prototypes.read(self.store, self.embedder.id, self.embedder.dim)
        self.seq = seq
        give_back()

    def _read(self, rows: Sequence[int] | None, beside: Segment | None, held: Ints = NO_KEYS) -> Segment:
        texts = self.store.indexed_texts(rows, self.embedder.id)
        return Segment.read(self.store.indexed_items(rows), texts, self.centres, beside, held)

    def _apply(self, seq: int, rows: Sequence[int]) -> None:
        """Put changed items into a segment of their own; what they were is found no more."""
        fresh = self._read(rows, self.segments[0])
        if self.far:
            before = np.concatenate([segment.keys_of(rows) for segment in self.segments])
            self._gone = np.setdiff1d(np.concatenate((self._gone, before)), fresh.keys())
        self.prototypes = self.prototypes.without(rows)
        rest = tuple(segment.without(rows) for segment in self.segments)
        segments = (rest[0], *(s for s in (*rest[1:], fresh) if s.alive.any()))
        while (at := due(segments)) is not None:
            if sum(len(segment) for segment in segments[at : at + 2]) > _AT_ONCE:
                break
            segments = _joined(segments, at)
        self.segments = segments
        self.seq = seq

    def _join_large(self) -> None:
        """Join segments that are too large for an edit to wait for, beside the queries."""
        if (self._joining and self._joining.is_alive()) or due(self.segments) is None:
            return
        self._joining = threading.Thread(target=self._join, name="jxb-index", daemon=True)
        self._joining.start()

    def _join(self) -> None:
        while (at := due(before := self.segments)) is not None:
            after = _joined(before, at)
            with self._one_update:
                self.segments = _swapped(self.segments, before[at : at + 2], after[at])
        give_back()

    def settle(self) -> None:
        """Wait until nothing is being joined."""
        if self._joining:
            self._joining.join()


def due(segments: Sequence[Segment]) -> int | None:
    """The place of a segment that is to be joined with the one after it; None where all is well.

    Each segment is at least twice as large as the next, so an item is copied a few times in all.
    """
    sizes = [int(segment.alive.sum()) for segment in segments]
    for at in range(len(sizes) - 2, -1, -1):
        if sizes[at] < 2 * sizes[at + 1]:
            return at
    return len(sizes) - 2 if len(sizes) > _SEGMENTS else None


def _joined(segments: tuple[Segment, ...], at: int) -> tuple[Segment, ...]:
    one = Segment.joined(segments[at : at + 2], segments[0] if at else None)
    return (*segments[:at], one, *segments[at + 2 :])


def _swapped(now: tuple[Segment, ...], old: Sequence[Segment], new: Segment) -> tuple[Segment, ...]:
    """`new` in the place of the two it was made of, without what was edited or retired meanwhile."""
    places = {segment.origin: at for at, segment in enumerate(now)}
    here = [places[segment.origin] for segment in old if segment.origin in places]
    for segment in old:
        at = places.get(segment.origin)
        gone = segment.alive if at is None else segment.alive & ~now[at].alive
        new = new.without(segment.columns.row[gone])
    if not here:  # everything was read again meanwhile
        return now
    rest = [segment for at, segment in enumerate(now) if at not in here]
    return (*rest[: here[0]], new, *rest[here[0] :])
