"""Domain errors as problem details (RFC 9457), in Chinese with the next step; routes raise no HTTP errors."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from desk.errors import (
    AlertNotFoundError,
    ConflictError,
    DeskError,
    ExchangeError,
    FormError,
    HandoffNotFoundError,
    MoveError,
    OwnerError,
    RoleError,
    TicketNotFoundError,
)
from dialogue.guard.errors import WordListError
from eval.errors import EvalError, OverrideError, ReleaseBlockedError
from kb.errors import (
    KnowledgeError,
    NotWaitingError,
    OutdatedProposalError,
    ReleaseError,
    ReleaseNameError,
    ReleaseOutdatedError,
    ReleaseTakenError,
    ReviewError,
    SameAccountError,
    UnknownFactError,
    UnknownRegionError,
)
from retrieval.errors import RetrievalError
from serve.errors import (
    ForbiddenError,
    NotFoundError,
    ServeError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from serve.word_trial import OverBlockingError

_log = logging.getLogger("jxb.http")

_TITLES: tuple[tuple[type[Exception], int, str], ...] = (
    (TooManyRequestsError, 429, "请求太频繁"),
    (UnauthenticatedError, 401, "请先登录"),
    (ForbiddenError, 403, "没有权限"),
    (NotFoundError, 404, "没有找到"),
    (TicketNotFoundError, 404, "没有找到"),
    (AlertNotFoundError, 404, "没有找到"),
    (HandoffNotFoundError, 404, "没有找到"),
    (RoleError, 403, "没有权限"),
    (OwnerError, 403, "由别人负责"),
    (FormError, 409, "这一步现在不能做"),
    (ConflictError, 409, "有人先一步改过"),
    (MoveError, 409, "这一步现在不能做"),
    (ExchangeError, 502, "对方平台没有应答"),
    (DeskError, 422, "工单内容有误"),
    (UnknownRegionError, 422, "请求内容有误"),
    (NotWaitingError, 404, "没有找到"),
    (UnknownFactError, 404, "没有找到"),
    (ReleaseNameError, 422, "请求内容有误"),
    (ReleaseTakenError, 409, "已经有了"),
    (ReleaseOutdatedError, 409, "有人先一步改过"),
    (ReleaseError, 404, "没有找到"),
    (ReleaseBlockedError, 409, "没有过发布门槛"),
    (OverrideError, 422, "请求内容有误"),
    (EvalError, 409, "这一步现在不能做"),
    (SameAccountError, 403, "没有权限"),
    (OutdatedProposalError, 409, "有人先一步改过"),
    (ReviewError, 409, "这一步现在不能做"),
    (WordListError, 422, "敏感词有误"),
    (OverBlockingError, 409, "会误拦正常提问"),
    (ServeError, 400, "请求有误"),
    (KnowledgeError, 422, "知识内容有误"),
    (RetrievalError, 503, "检索暂时不可用"),
)
_STATUS = {404: "没有这个地址", 405: "请求方法不对", 413: "内容太大"}


def problem(
    status: int, title: str, detail: str, headers: dict[str, str] | None = None, path: str = ""
) -> JSONResponse:
    """A problem; under /v1 it also says it the way OpenAI's clients read it."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if path.startswith("/v1/"):
        body["error"] = openai_error(status, detail)
    return JSONResponse(body, status, headers, "application/problem+json")


_KINDS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
_CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


def openai_error(status: int, message: str) -> dict[str, str | None]:
    kind = _KINDS.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {"message": message, "type": kind, "param": None, "code": _CODES.get(status)}


def install(app: FastAPI) -> None:
    """Register a handler for every kind of error."""
    for kind, status, title in reversed(_TITLES):
        _register(app, kind, status, title)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _register(app: FastAPI, kind: type[Exception], status: int, title: str) -> None:
    async def handle(request: Request, error: Exception) -> JSONResponse:
        wait = getattr(error, "retry_after", None)
        headers = {"Retry-After": str(wait)} if wait else None
        return problem(status, title, str(error), headers, request.url.path)

    app.add_exception_handler(kind, handle)


_REASONS = {
    "missing": "缺少这一项",
    "string_too_long": "太长了，最多 {max_length} 个字",
    "string_too_short": "不能为空",
    "json_invalid": "不是合法的 JSON",
    "string_type": "应当是文字",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "literal_error": "只能是 {expected}",
    "extra_forbidden": "没有这一项",
    "list_type": "应当是列表",
    "dict_type": "应当是对象",
    "model_type": "应当是对象",
    "model_attributes_type": "应当是对象",
    "dataclass_type": "应当是对象",
    "string_pattern_mismatch": "格式不对",
}


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    lines = []
    for detail in error.errors():
        where = ".".join(str(part) for part in detail["loc"] if part != "body")
        if detail["type"] == "json_invalid":
            where = ""  # the place is a count of characters, which says nothing to anybody
        ours = str(detail["msg"]).removeprefix("Value error, ")
        # what pydantic says itself is English; what our own validators say is not
        reason = _REASONS.get(
            detail["type"], ours if not ours.isascii() else "格式不对，请对照接口文档 /docs"
        )
        lines.append(f"{where or '请求内容'}：{reason.format(**detail.get('ctx', {}))}")
    return problem(422, "请求内容有误", "；".join(lines) + "。请改正后重试", path=request.url.path)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = _STATUS.get(error.status_code, "请求有误")
    detail = f"{title}：请对照接口文档 /docs 检查后重试"
    return problem(error.status_code, title, detail, path=request.url.path)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected", exc_info=error, extra={"path": request.url.path})
    detail = "请稍后再试；急事可拨打12393（医保）或12333（人社）"
    return problem(500, "系统暂时出了问题", detail, path=request.url.path)
