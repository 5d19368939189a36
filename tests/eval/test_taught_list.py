"""The list of what was learned from names all that the recipes read."""

from fnmatch import fnmatch

import pytest
import yaml

from bench import questions
from eval.taught import LIST


@pytest.fixture(scope="module")
def patterns():
    return yaml.safe_load(LIST.read_text(encoding="utf-8"))["golden"]


def test_every_file_with_a_question_that_teaches_is_listed(patterns):
    folder = questions.GOLDEN
    parts = (folder, folder / "opened", folder / "strangers")
    files = [path for part in parts for path in sorted(part.glob("*.jsonl"))]
    unlisted = []
    for path in files:
        rows = [
            row
            for row in questions.learnable([path])
            if len(row.get("turns", ())) == 1 and row.get("expect") in ("answer", "clarify", "abstain")
        ]
        teaches = any(row["kind"] not in questions.ASIDE for row in rows)
        name = path.relative_to(folder).as_posix()
        if teaches and not any(fnmatch(name, pattern) for pattern in patterns):
            unlisted.append(name)
    assert not unlisted
