"""Looks at an installation the way an operator at 3 a.m. would."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Literal

import httpx
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from desk.alerts import AlertBoard
from desk.errors import DeskFileError
from dialogue.guard import Guard
from dialogue.guard.errors import GuardError
from dialogue.record import Records
from kb import starter
from kb.check import check
from kb.database import now
from kb.errors import KnowledgeError
from models import ChatSettings, chat_model
from models.errors import ModelError
from retrieval.errors import RetrievalError
from retrieval.far import Far
from serve import home, settings
from serve.errors import ServeError
from serve.joined import check_files
from serve.metrics import fallback_reason
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
    for step in (_python, _disk):
        found.extend(step(config))
    if any(finding.state == "broken" for finding in found):
        return found  # everything else needs a home that can be written
    for step in (_knowledge, _index, _words, _desk, _model, _fallbacks, _access):
        found.extend(step(config))
    return found


def _python(_: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", "ok", version)  # an older one cannot even import us


def _disk(config: Settings) -> Iterator[Finding]:
    for path in sorted(config.home.glob("*.sqlite3*")):
        # A write-ahead log goes when the last connection closes: what is gone needs no rights.
        if not os.access(path, os.R_OK | os.W_OK) and path.exists():
            yield Finding("数据目录", "broken", f"{path} 不能读写：请把它的属主改成运行服务的用户")
            return
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
        index = home.open_index(config, store)
        embedder = index.embedder
        index.check_manifest()
        missing = len(store.missing_vectors(embedder.id))
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", error)).splitlines()[0]
        where = make_url(config.url).render_as_string(hide_password=True)
        yield Finding("数据库", "broken", f"{where} 打不开（{why}）：请检查 JXB_DATABASE_URL、账号和网络")
        return
    except (KnowledgeError, ModelError, RetrievalError, ServeError) as error:
        yield Finding("索引", "broken", str(error))
        return
    counts = store.count()
    held = f"条目 {counts['entry']}，政策段落 {counts['passage']}，表格行 {counts['table']}"
    if missing:
        yield Finding("索引", "degraded", f"{held}；还有 {missing} 条没有向量，启动服务时会自动补上")
    else:
        yield Finding("索引", "ok", f"{held}；向量模型 {embedder.id}")
    if index.far:
        yield from _vectors(index.far)


def _vectors(far: Far) -> Iterator[Finding]:
    """A vector store elsewhere; answers go on without it, with words for meaning."""
    try:
        held = far.attempt(lambda store: store.count())
    except RetrievalError as error:
        yield Finding("向量库", "degraded", str(error))
    else:
        yield Finding("向量库", "ok", f"{held} 条向量")


def _words(config: Settings) -> Iterator[Finding]:
    try:
        Guard.load(config.home / "words")
    except GuardError as error:
        yield Finding("敏感词", "broken", str(error))
    else:
        yield Finding("敏感词", "ok", "词表读取正常")


def _desk(config: Settings) -> Iterator[Finding]:
    try:
        check_files(config.home)
    except DeskFileError as error:
        yield Finding("工作文件", "broken", f"{error}（服务启动不了）")
        return
    try:
        found = AlertBoard(home.open_store(config).engine).find(state="open")
    except (SQLAlchemyError, KnowledgeError, ServeError):
        return  # said already
    waiting = [one for one in found if one.state != "taken"]
    if waiting:
        yield Finding("预警", "degraded", f"有 {len(waiting)} 条预警没有人接：用 jxb alert list 查看")
    else:
        yield Finding("预警", "ok", "没有等人接的预警")


def _model(config: Settings) -> Iterator[Finding]:
    chat = config.chat
    if chat is not None:
        state, message = probe_model(chat.base_url, chat.model, chat.api_key)
        if state == "ok":
            state, message = try_model(chat, config.llm_first_sentence)
        yield Finding("生成模型", state, message)
    elif config.answerer == "generative":
        yield Finding(
            "生成模型",
            "broken",
            "JXB_ANSWERER 是 generative，但没有配模型：请设置 JXB_LLM_BASE_URL 和 JXB_LLM_MODEL",
        )
    elif config.answerer == "auto" and (config.llm_base_url or config.llm_model):
        lacking = "JXB_LLM_MODEL" if config.llm_base_url else "JXB_LLM_BASE_URL"
        yield Finding("生成模型", "degraded", f"只配了一半，按条目原文回答：请再设置 {lacking}")
    else:
        yield Finding(
            "生成模型",
            "ok",
            "未启用，按经审核的条目原文回答（设置 JXB_LLM_BASE_URL 和 JXB_LLM_MODEL 可启用）",
        )


def probe_model(base_url: str, model: str, api_key: str, timeout: float = 3.0) -> tuple[State, str]:
    """Whether the endpoint answers and serves the model; extractive answers go on when it does not."""
    try:
        response = httpx.get(
            f"{base_url.rstrip('/')}/models", headers={"Authorization": f"Bearer {api_key}"}, timeout=timeout
        )
        response.raise_for_status()
        served = [row["id"] for row in response.json()["data"]]
    except httpx.HTTPStatusError as error:
        return "degraded", f"{base_url} {_status(error.response.status_code)}（暂按条目原文回答）"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return (
            "degraded",
            f"{base_url} 连不上（{type(error).__name__}），暂按条目原文回答：请检查地址和模型服务",
        )
    except (ValueError, KeyError, TypeError):
        return (
            "degraded",
            f"{base_url} 的回应不是 OpenAI 格式，暂按条目原文回答：请检查 JXB_LLM_BASE_URL 是否以 /v1 结尾",
        )
    if model not in served:
        return "degraded", f"端点上没有模型 {model}（有 {'、'.join(served)}）：请改 JXB_LLM_MODEL"
    return "ok", f"{base_url} 正常，模型 {model}"


def _status(status: int) -> str:
    if status in (401, 403):
        return f"不认密钥（{status}）：请检查 JXB_LLM_API_KEY"
    if status == 404:
        return "没有 /models 这个地址（404）：请检查 JXB_LLM_BASE_URL 是否以 /v1 结尾"
    return f"出错（{status}）：请查看模型服务的日志"


def try_model(chat: ChatSettings, patience: float) -> tuple[State, str]:
    """Have the model say a few words, and see whether they come in time for a citizen."""
    model = chat_model(replace(chat, max_tokens=16))
    began = time.monotonic()
    try:
        for chunk in model.stream("只回答两个字：你好"):
            if chunk.text:
                break
        else:
            return "degraded", f"{chat.base_url} 的模型什么也没说：请查看模型服务的日志"
    except Exception as error:  # the client library raises its own tree for every kind of failure
        return "degraded", f"{chat.base_url} 不能对话（{type(error).__name__}）：请查看模型服务的日志"
    took = time.monotonic() - began
    if took > patience:
        return (
            "degraded",
            f"模型 {chat.model} {took:.1f} 秒才开口，超过 {patience} 秒就改用条目原文："
            "请给模型服务加算力，或调大 JXB_LLM_FIRST_SENTENCE",
        )
    return "ok", f"{chat.base_url} 正常，模型 {chat.model} {took:.1f} 秒开口"


def _fallbacks(config: Settings) -> Iterator[Finding]:
    """How often, lately, a model could not answer, and why."""
    if config.chat is None:
        return
    store = home.open_store(config)
    turns, notes = Records(store.engine).fallbacks(now() - timedelta(days=1))
    if not turns:
        return
    share = len(notes) / turns
    reasons = Counter(fallback_reason(note) for note in notes).most_common()
    words = {
        "endpoint": "端点出错或超时",
        "unsupported": "句子缺少依据",
        "declined": "模型说不能答",
        "guard": "护栏拦下",
    }
    shown = "、".join(f"{words[reason]} {times} 次" for reason, times in reasons)
    yield Finding(
        "近24小时",
        "degraded" if share > 0.5 else "ok",
        f"{turns} 轮对话，{len(notes)} 轮改用条目原文"
        + (f"（{shown}；最近一次：{notes[-1]}）" if notes else ""),
    )


def _access(config: Settings) -> Iterator[Finding]:
    if not config.api_keys and config.host not in ("127.0.0.1", "localhost", "::1"):
        yield Finding("接口密钥", "degraded", "服务对外监听而 /v1 没有密钥：生产环境请设置 JXB_API_KEYS")
