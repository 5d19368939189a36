"""Looks at an installation the way an operator at 3 a.m. would."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import httpx

from kb import starter
from kb.check import check
from kb.errors import KnowledgeError
from models import open_embedder
from models.errors import ModelError
from retrieval.errors import RetrievalError
from retrieval.index import Index
from serve import home, settings
from serve.errors import ServeError
from serve.settings import Settings

State = Literal["ok", "degraded", "broken"]


@dataclass(frozen=True)
class Finding:
    name: str
    state: State
    message: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def examine() -> list[Finding]:
    """Every check; those that need a broken one's result are left out."""
    try:
        config = settings.load()
    except ServeError as error:
        return [Finding("设置", "broken", str(error))]
    found = [Finding("设置", "ok", f"数据在 {config.home.resolve()}，今天按 {config.day()} 计算")]
    for step in (_python, _disk, _knowledge, _index, _model, _access):
        found.extend(step(config))
    return found


def _python(_: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", "ok", version)  # an older one cannot even import us


def _disk(config: Settings) -> Iterator[Finding]:
    import shutil

    try:
        config.home.mkdir(parents=True, exist_ok=True)
        probe = config.home / ".probe"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        yield Finding(
            "数据目录", "broken", f"{config.home} 不能写入（{error.strerror}）：请检查权限或改 JXB_HOME"
        )
        return
    free = shutil.disk_usage(config.home).free / 2**30
    state: State = "ok" if free > 1 else "degraded"
    yield Finding("数据目录", state, f"可写，剩余 {free:.1f} GiB" + ("" if free > 1 else "，请尽快清理"))


def _knowledge(config: Settings) -> Iterator[Finding]:
    if config.starter == "on":
        findings = check(starter.read(), config.day())
        errors = sum(f.severity == "error" for f in findings)
        if errors:
            yield Finding("初始知识", "broken", f"有 {errors} 处错误：请运行 jxb kb check 查看并改正")
        else:
            yield Finding("初始知识", "ok", "没有错误")


def _index(config: Settings) -> Iterator[Finding]:
    try:
        store = home.open_store(config)
        embedder = open_embedder(config.embedder)
        index = Index(store, embedder)
        index.check_manifest()
        missing = len(store.missing_vectors(embedder.id))
    except (KnowledgeError, ModelError, RetrievalError) as error:
        yield Finding("索引", "broken", str(error))
        return
    counts = store.count()
    held = f"条目 {counts['entry']}，政策段落 {counts['passage']}，表格行 {counts['table']}"
    if missing:
        yield Finding("索引", "degraded", f"{held}；还有 {missing} 条没有向量，启动服务时会自动补上")
    else:
        yield Finding("索引", "ok", f"{held}；向量模型 {embedder.id}")


def _model(config: Settings) -> Iterator[Finding]:
    chat = config.chat
    if chat is None:
        yield Finding(
            "生成模型",
            "ok",
            "未配置，按经审核的条目原文回答（设置 JXB_LLM_BASE_URL 和 JXB_LLM_MODEL 可启用）",
        )
        return
    yield Finding("生成模型", *probe_model(chat.base_url, chat.model, chat.api_key))


def probe_model(base_url: str, model: str, api_key: str, timeout: float = 3.0) -> tuple[State, str]:
    """Whether the endpoint answers and serves the model; extractive answers go on when it does not."""
    try:
        response = httpx.get(
            f"{base_url.rstrip('/')}/models", headers={"Authorization": f"Bearer {api_key}"}, timeout=timeout
        )
        response.raise_for_status()
        served = [row["id"] for row in response.json()["data"]]
    except httpx.HTTPError as error:
        return (
            "degraded",
            f"{base_url} 连不上（{type(error).__name__}），暂按条目原文回答：请检查地址、密钥和模型服务",
        )
    except (ValueError, KeyError, TypeError):
        return (
            "degraded",
            f"{base_url} 的回应不是 OpenAI 格式，暂按条目原文回答：请检查 JXB_LLM_BASE_URL 是否以 /v1 结尾",
        )
    if model not in served:
        return "degraded", f"端点上没有模型 {model}（有 {'、'.join(served)}）：请改 JXB_LLM_MODEL"
    return "ok", f"{base_url} 正常，模型 {model}"


def _access(config: Settings) -> Iterator[Finding]:
    if not config.api_keys and config.host not in ("127.0.0.1", "localhost", "::1"):
        yield Finding("接口密钥", "degraded", "服务对外监听而 /v1 没有密钥：生产环境请设置 JXB_API_KEYS")
