"""report.json, as CONTRACTS gives it; what stands there beyond the contract may change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.errors import ReportError
from eval.summary import Report
from eval.types import Case


def to_json(report: Report) -> dict[str, Any]:
    figures = report.model_dump(mode="json", exclude={"cases"})
    return {
        "summary": figures["summary"],
        "strict": figures["strict"],
        **figures,
        "release": report.fingerprint.release,
        "answerer": report.fingerprint.answerer,
        "cases": [_case(case) for case in report.cases],
    }


def write(report: Report, path: Path) -> None:
    new = path.with_suffix(".json.new")
    new.write_text(json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    new.replace(path)


def read(path: Path) -> Report:
    """The report as it was written; raises ReportError."""
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReportError(f"读不了报告 {path}：请检查路径，或先运行 jxb eval run") from error
    except ValidationError as error:
        raise ReportError(f"{path} 不是本版本的评测报告：请用 jxb eval run 重新生成") from error


def _case(case: Case) -> dict[str, Any]:
    """The contract's keys first, then the whole case."""
    promised = {
        "id": case.id,
        "right": case.right,
        "why": case.why,
        "answer": case.answer,
        "citations": list(case.citations),
        "outcome": case.outcome,
        "ms": case.ms,
    }
    rest = case.model_dump(mode="json", exclude={*promised, "hits", "golden", "cited_texts"})
    golden = case.golden.model_dump(mode="json", exclude_defaults=True)
    hits = [hit.model_dump(mode="json", exclude_defaults=True, exclude={"text"}) for hit in case.hits]
    return {**promised, **rest, "golden": golden, "hits": hits}
