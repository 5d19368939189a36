"""Domain errors as problem details (RFC 9457), in Chinese with the next step; routes raise no HTTP errors."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from desk.errors import ConflictError, DeskError, ExchangeError, MoveError, RoleError, TicketNotFoundError
from kb.errors import KnowledgeError, UnknownRegionError
from retrieval.errors import RetrievalError
from serve.errors import (
    ForbiddenError,
    NotFoundError,
    ServeError,
    TooManyRequestsError,
    UnauthenticatedError,
)

_log = logging.getLogger("jxb.http")

_TITLES: tuple[tuple[type[Exception], int, str], ...] = (
    (TooManyRequestsError, 429, "请求太频繁"),
    (UnauthenticatedError, 401, "请先登录"),
    (ForbiddenError, 403, "没有权限"),
    (NotFoundError, 404, "没有找到"),
    (TicketNotFoundError, 404, "没有找到"),
    (RoleError, 403, "没有权限"),
    (ConflictError, 409, "有人先一步改过"),
    (MoveError, 409, "这一步现在不能做"),
    (ExchangeError, 502, "对方平台没有应答"),
    (DeskError, 422, "工单内容有误"),
    (UnknownRegionError, 422, "请求内容有误"),
    (ServeError, 400, "请求有误"),
    (KnowledgeError, 422, "知识内容有误"),
    (RetrievalError, 503, "检索暂时不可用"),
)
_STATUS = {404: "没有这个地址", 405: "请求方法不对", 413: "内容太大"}


def problem(status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )


def install(app: FastAPI) -> None:
    """Register a handler for every kind of error."""
    for kind, status, title in reversed(_TITLES):
        _register(app, kind, status, title)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _register(app: FastAPI, kind: type[Exception], status: int, title: str) -> None:
    async def handle(_: Request, error: Exception) -> JSONResponse:
        wait = getattr(error, "retry_after", None)
        return problem(status, title, str(error), {"Retry-After": str(wait)} if wait else None)

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
    "string_pattern_mismatch": "格式不对",
}


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    lines = []
    for detail in error.errors():
        where = ".".join(str(part) for part in detail["loc"] if part != "body")
        reason = _REASONS.get(detail["type"], str(detail["msg"]).removeprefix("Value error, "))
        lines.append(f"{where or '请求内容'}：{reason.format(**detail.get('ctx', {}))}")
    return problem(422, "请求内容有误", "；".join(lines) + "。请改正后重试")


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = _STATUS.get(error.status_code, "请求有误")
    return problem(error.status_code, title, f"{title}：请对照接口文档 /docs 检查后重试")


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected", exc_info=error, extra={"path": request.url.path})
    return problem(500, "系统暂时出了问题", "请稍后再试；急事可拨打12393（医保）或12333（人社）")
