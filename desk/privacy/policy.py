"""For how many days each kind of data is kept: a file that staff change."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk.errors import DeskFileError

OWN = "retention.yaml"
"""Name of the file in a home that takes the place of the shipped one."""


class Policy(BaseModel):
    """Days by kind; every kind must be said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: int = Field(gt=0)
    flows: int = Field(gt=0)
    memory: int = Field(gt=0)
    inbox: int = Field(gt=0)
    conversations: int = Field(gt=0)
    handoffs: int = Field(gt=0)
    feedback: int = Field(gt=0)
    alerts: int = Field(gt=0)
    orders: int = Field(gt=0)


KIND_NAMES = {
    "words": "含个人信息的原话", "flows": "没填完的工单", "memory": "对话的记忆", "inbox": "工作人员的消息",
    "conversations": "对话的文字", "handoffs": "转人工的摘要", "feedback": "评价", "alerts": "已办结预警的文字",
    "orders": "已办结工单的个人信息",
}  # fmt: skip


def load(home: Path | None = None) -> Policy:
    """The policy of a home, else the shipped one; raises DeskFileError naming what to mend."""
    own = home / OWN if home else None
    if own is not None and own.exists():
        return parse(own.read_text(encoding="utf-8"), str(own))
    return parse(files("desk.privacy").joinpath("policy.yaml").read_text(encoding="utf-8"), "保存期限")


def parse(text: str, where: str) -> Policy:
    try:
        return Policy.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise DeskFileError(f"{where} 不是合法的 YAML：请改正后重试（{error}）") from error
    except ValidationError as error:
        raise DeskFileError.of(where, error) from error
