"""What changed between two versions, in words that staff read."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kb import regions

LABELS = {
    "question": "问题", "similar": "相似问", "answer": "答案", "area": "业务", "insured_types": "人群",
    "region": "地区", "source": "来源", "valid_from": "生效", "valid_to": "失效", "verified": "核对",
    "review": "审核", "values": "数值", "title": "名称", "text": "内容", "cells": "各列", "document": "文件信息",
    "passages": "正文", "hash": "文件指纹",
}  # fmt: skip
_REVIEW = {"draft": "草稿", "in_review": "待审", "published": "已发布", "retired": "已停用"}
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
_LONG = 30
"""Characters above which a text is compared sentence by sentence."""
_LINES = 40
"""Lines one field may take; a document replaced whole would take thousands."""


def lines(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """One line a change: 「失效：（空） → 2026-12-31」, or sentences that went (－) and came (＋)."""
    before, after = before or {}, after or {}
    found: list[str] = []
    for name in dict.fromkeys([*LABELS, *before, *after]):
        old, new = before.get(name), after.get(name)
        if old != new and (_filled(old) or _filled(new)) and name not in ("id", "hash", "review"):
            found += _field(LABELS.get(name, name), old, new)[:_LINES]
    return found


def _filled(value: Any) -> bool:
    """Whether a field says anything: one that is empty and one that is not there are the same."""
    return value not in (None, "", [], {}, ())


def state_name(state: str) -> str:
    return _REVIEW.get(state, state)


def _field(label: str, old: Any, new: Any) -> list[str]:
    if isinstance(old, list) or isinstance(new, list):
        return _list(label, [_shown(item) for item in old or ()], [_shown(item) for item in new or ()])
    if isinstance(old, dict) or isinstance(new, dict):
        keys = dict.fromkeys([*(old or {}), *(new or {})])
        parts = [(key, (old or {}).get(key), (new or {}).get(key)) for key in keys]
        return [line for key, a, b in parts if a != b for line in _field(f"{label}·{key}", a, b)]
    one, other = _shown(old), _shown(new)
    if max(len(one), len(other)) <= _LONG or not one or not other:
        return [f"{label}：{one or '（空）'} → {other or '（空）'}"]
    return [f"{label}：", *_sentences(one, other)]


def _list(label: str, old: Sequence[str], new: Sequence[str]) -> list[str]:
    gone = [f"  － {item}" for item in old if item not in new]
    come = [f"  ＋ {item}" for item in new if item not in old]
    return [f"{label}：", *gone, *come] if gone or come else [f"{label}：次序变了"]


def _sentences(old: str, new: str) -> list[str]:
    before, after = _split(old), _split(new)
    found = []
    for line in difflib.ndiff(before, after):
        if line.startswith(("- ", "+ ")):
            found.append(f"  {'－' if line[0] == '-' else '＋'} {line[2:]}")
    return found


def _split(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


def _fact_value(value: Mapping[str, Any]) -> str:
    """「2129元，2025-09-01 至今，北京市，《某通告》京人社发〔2025〕9号」."""
    source = value["source"]
    named = "".join(
        (f"《{source.get('title', '')}》", source.get("number") or "", source.get("locator") or "")
    )
    return "，".join(
        (
            f"{value['value']}{value.get('unit') or ''}",
            f"{value['valid_from']} 至 {value.get('valid_to') or '今'}",
            regions.name_of(value.get("region") or ""),
            *map(str, value.get("insured_types") or ()),
            named,
        )
    )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        if {"value", "valid_from", "source"} <= value.keys():
            return _fact_value(value)
        pairs = (f"{key} {_shown(item)}" for key, item in value.items() if item not in (None, "", []))
        return "，".join(pairs)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
