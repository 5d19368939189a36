"""For how many days each kind of data is kept: a file that staff change."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from desk import staff_files

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
    return parse(*staff_files.held(home, OWN, "desk.privacy", "policy.yaml", "保存期限"))


def parse(text: str, where: str) -> Policy:
    return staff_files.checked(Policy, text, where)
