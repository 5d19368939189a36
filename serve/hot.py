"""Questions the page offers before anything is asked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kb.store import Store


@cache
def _chosen() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(
        files("serve").joinpath("hot.yaml").read_text(encoding="utf-8")
    )
    return loaded


def hot_questions(store: Store) -> list[dict[str, Any]]:
    """[{area, questions}]: the chosen entries that are published, as their questions read now."""
    areas = []
    for row in _chosen():
        items = [store.item(item_id) for item_id in row["entries"]]
        questions = [item.title for item in items if item is not None and item.state == "published"]
        if questions:
            areas.append({"area": row["area"], "questions": questions})
    return areas
