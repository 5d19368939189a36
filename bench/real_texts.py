"""A knowledge base of any size from real text of the shared sets, and real questions to ask of it.

Paragraphs come first, then sentences, then neighbouring sentences of one text joined, two and more, until there are
enough; all differ. An item has one text and holds in all of Beijing, so that nothing is left out of a search. As in
`bench.corpus` only times and memory are measured, for vectors are drawn from shipped ones: to embed a million texts
takes many hours on two cores.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from itertools import count

from bench.corpus import SEED, Made, Words, write
from bench.third_party.shared import DATA, AbsentError, rows
from kb.item import ItemDraft
from kb.store import Store

_FOLDERS = ("laws", "laws-other-regions", "bj-policy")
_FIELDS = {
    "gov-covid-qa/passages.jsonl": ("text",),
    "gov-letters/letters_labelled.jsonl": ("title", "detail"),
    "gov-letters/letters_unlabelled.jsonl": ("title", "detail"),
    "gov-letters/letters_with_reply.jsonl": ("title", "detail", "reply"),
    "baoxianzhidao/qa.jsonl": ("question", "reply"),
    "insqabench/clause_objective.jsonl": ("input", "output"),
    "insqabench/clause_subjective.jsonl": ("passage", "answer"),
    "insurance-exam/cflue_social.jsonl": ("question", "analysis"),
    "insurance-exam/cmmlu_social.jsonl": ("question",),
    "insurance-exam/cufeinse_v2.jsonl": ("question",),
    "paraphrase-pairs/lcqmc_test.jsonl": ("a", "b"),
    "paraphrase-pairs/afqmc_dev.jsonl": ("a", "b"),
    "paraphrase-pairs/social_subset.jsonl": ("a", "b"),
    "paraphrase-pairs/voice_assistant_queries.jsonl": ("text",),
}
_INTENTS = "sz-gov-intents/utterances.jsonl"
"""Every other utterance is held, the rest are asked."""
_LEAST = 4
"""Characters of the shortest text: less is a number or a mark."""
_MARKUP = re.compile(r"<!--.*?-->|^#+ *|\*\*", re.MULTILINE)
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")


def questions() -> list[str]:
    """Distinct questions that people asked; none of them is held word for word as a text of its own set."""
    asked = [row["text"] for row in rows(_INTENTS)[1::2]]
    return list(dict.fromkeys([*asked, *(row["title"] for row in rows("baoxianzhidao/qa.jsonl"))]))


def fill(store: Store, embedder: str, size: int) -> None:
    """Items, texts and vectors of `size` items, written in bulk; raises AbsentError where there are too few."""
    words, rng = Words.load(), random.Random(SEED)
    texts = list(distinct(_read(), size, rng))  # all of them first: a home must not be left half filled
    write(store, embedder, words, _drafts(words, rng, texts))


def _drafts(words: Words, rng: random.Random, texts: list[tuple[str, str]]) -> Iterator[Made]:
    for number, (document, text) in enumerate(texts):
        draft = ItemDraft(
            id=f"{document}#{number}", kind="passage", title=document, body=text, texts=(("passage", text),),
            document=document, region="110000",
        )  # fmt: skip
        yield draft, (rng.choice(words.wordings), rng.choice(words.answers))


def distinct(texts: list[tuple[str, str]], size: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """So many distinct pieces of texts, each with the name of its document; the shortest joins first."""
    seen: set[str] = set()
    sentences = [(document, _pieces(_SENTENCE, text)) for document, text in texts]
    paragraphs = [(document, piece) for document, text in texts for piece in _pieces(_LINE, text)]
    for width in count():
        joined = paragraphs if width == 0 else list(_joined(sentences, width))
        if not joined:
            raise AbsentError(f"真实文字只有 {len(seen):,} 段，不够 {size:,} 段")
        rng.shuffle(joined)
        for document, text in joined:
            if text not in seen:
                seen.add(text)
                yield document, text
                if len(seen) == size:
                    return


_LINE = re.compile(r"[^\n]+")


def _pieces(of: re.Pattern[str], text: str) -> list[str]:
    return [piece for found in of.findall(text) if len(piece := found.strip()) >= _LEAST]


def _joined(sentences: list[tuple[str, list[str]]], width: int) -> Iterator[tuple[str, str]]:
    for document, pieces in sentences:
        for at in range(len(pieces) - width + 1):
            yield document, "".join(pieces[at : at + width])


def _read() -> list[tuple[str, str]]:
    """Names of documents and their text; a set that is not here is left out, visibly."""
    found: list[tuple[str, str]] = []
    for folder in _FOLDERS:
        files = [file for file in sorted((DATA / folder).rglob("*.md")) if file.name != "SOURCE.md"]
        if not files:
            print(f"略过 {folder}：没有 {DATA / folder}", file=sys.stderr)
        found += [(file.name, _MARKUP.sub("", file.read_text(encoding="utf-8"))) for file in files]
    for path, fields in _FIELDS.items():
        try:
            found += [(path, str(row[name])) for row in rows(path) for name in fields if row.get(name)]
        except AbsentError as absent:
            print(f"略过 {path}：{absent}", file=sys.stderr)
    return found + [(_INTENTS, row["text"]) for row in rows(_INTENTS)[::2]]
