"""On what an answer rests: 依据什么, 第几条, 谁规定的."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue.grounds import Ground, document_citation
from dialogue.state import Ask, Step, Turn
from dialogue.types import Citation
from dialogue.wording import say
from kb.graph.titles import named, title_of
from kb.text import fold, folded_title

_ASKS = re.compile(
    r"[，,、 ]?(?:这个|这|它|有没有|有什么|有啥|是|的|法律上|政策|文件|法律|法规)*"
    r"(?:(?:根据|依据)(?:的)?(?:是)?(?:什么|哪|啥)(?:一)?(?:条|个|部|份|项)?(?:法律|法规|法|文件|条例|规定|政策)?(?:的?(?:第几条|哪一?条))?|"
    r"(?:按照|按|凭)(?:的)?(?:是)?(?:什么|哪|啥)(?:一)?(?:条|个|部|份|项)?(?:法律|法规|法(?!院)|文件|条例|规定|政策)(?:的?(?:第几条|哪一?条))?|"
    r"(?:政策|法律|法规|文件)?依据(?:是什么|是啥|是哪一?条|在哪|呢|吗)?|"
    r"(?:法规|法律|文件|规定)?出处(?:在哪|是哪|给我)?|第几条|谁规定的|"
    r"哪一?(?:部|个)?(?:法|条例|文件|规定)?哪一?条(?:法)?(?:说的|规定的|上写的|里写的)?|"
    r"哪一?条(?:法|规定)?(?:说|规定|上写|里写|给)(?:的)?(?:说法)?|哪一?(?:个|部)(?:法|条例|文件)(?:里|上)?(?:规定|写|说)?(?:的)?|"
    r"(?:规定|这话)?写在(?:哪|什么)(?:儿|里|个文件)?(?:的)?|(?:文件|法规|条例)(?:叫什么|叫啥|名字))"
    r"(?:一下|行不行|不行|吗|呢|的)*[？?。]?"
)
_GENERAL = re.compile(r"一般知识|一般说明|办事指南|公开信息|公开政策|通行做法|有关规定$|服务$")
_LEFT = 4
"""Characters that make a question when what asks for its basis is taken out."""
_QUOTED = 110
"""Characters of an article that are quoted; the rest stands behind the source."""
_NEAR = 0.6


def asks(ask: Ask) -> bool:
    return bool(_ASKS.search(ask.said))


def bare(ask: Ask) -> Ask:
    """The question that a basis is wanted for, in its readings."""
    texts = [_ASKS.sub(" ", text).strip(" ，,？?") for text in (ask.text, *ask.otherwise)]
    kept = [text for text in dict.fromkeys(texts) if len(fold(text)) >= _LEFT]
    if not kept:
        return ask
    said = _ASKS.sub(" ", ask.said).strip(" ，,？?")
    return replace(
        ask,
        text=kept[0],
        said=said if len(fold(said)) >= _LEFT else kept[0],
        otherwise=tuple(kept[1:]),
        answered=frozenset(),
    )


def elsewhere(ask: Ask, step: Step, turn: Turn) -> bool:
    """Whether the question names a document that the answer does not come from: 失业保险条例里头说…第几条."""
    graph = turn.graph()
    asked = named(ask.said, graph) or named(ask.text, graph)
    ground = _rests(step)
    if asked is None or ground is None:
        return False
    title, citation = folded_title(title_of(asked.node, graph)), ground.citation
    held = citation.title if ground.item.kind == "passage" else citation.document or ""
    return title not in folded_title(f"{held}{ground.text}")


def told(step: Step, turn: Turn) -> Step:
    """The answer with its basis said first: document, article, and the article's own words where it is held."""
    ground = _rests(step)
    if ground is None or ground.item.kind != "entry":
        return step
    grounds = (ground, *(other for other in step.grounds if other is not ground))
    lead, citations = _of_entry(ground, turn)
    return replace(
        step,
        grounds=grounds,
        lead=f"{lead}\n" if lead else "",
        citations=(*step.citations, *citations),
        close=None,
    )


def _rests(step: Step) -> Ground | None:
    """What the answer is taken from: an entry before a passage that is as near, for it names the article it rests on."""
    if not step.grounds:
        return None
    least = _NEAR * step.grounds[0].score
    near = (g for g in step.grounds if g.item.kind == "entry" and g.score >= least and g.replaced is None)
    return next(near, step.grounds[0])


def _of_entry(ground: Ground, turn: Turn) -> tuple[str, tuple[Citation, ...]]:
    graph = turn.graph()
    sources, articles, cited = [], [], []
    general = True
    for relation in graph.follow(f"entry:{ground.item.id}", "based_on"):
        title = title_of(relation.tail, graph)
        general = general and bool(_GENERAL.search(title)) and not relation.because
        sources.append(f"{title if '《' in title else f'《{title}》'}{relation.because}")
        document = graph.edition(relation.tail)
        if document is None or not relation.because:
            continue
        for passage in turn.store.passages_of(document.name):
            if passage.payload.get("locator") and passage.payload["locator"] == _first_article(
                relation.because
            ):
                articles.append(_quote(passage.body))
                cited.append(document_citation(passage, document))
                break
    if not sources:
        return "", ()
    lead = say("graph_basis_general" if general else "graph_basis", sources="、".join(sources))
    return lead + "".join(f"原文：{article}" for article in articles[:1]), tuple(cited)


def _first_article(because: str) -> str:
    found = re.match(r"第[一二三四五六七八九十百零〇]+条", because)
    return found[0] if found else because


def _quote(body: str) -> str:
    text = re.sub(r"\s+", "", re.sub(r"^第[一二三四五六七八九十百零〇]+条\s*", "", body.strip()))
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}……"
