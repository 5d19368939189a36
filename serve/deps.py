"""What routes are handed: the parts of the application, and who is calling."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Annotated

from fastapi import Depends, Request

from desk.privacy import Eraser
from desk.reception import Reception
from dialogue.assistant import Assistant
from kb.store import Store
from serve.errors import ForbiddenError, UnauthenticatedError
from serve.home import Home
from serve.limits import RateLimit
from serve.metrics import Metrics
from serve.settings import Settings
from serve.users import Role, User, Users


@dataclass
class Services:
    """The application's parts, made by `create_app` and its lifespan."""

    settings: Settings
    home: Home
    metrics: Metrics
    users: Users
    rate: RateLimit
    assistant: Assistant | None = None
    joined: Reception | None = None
    model_state: tuple[str, str] = ("ok", "未配置生成模型")
    api_keys: frozenset[str] = field(default_factory=frozenset)

    @property
    def store(self) -> Store:
        return self.home.store

    @property
    def answering(self) -> Assistant:
        assert self.assistant is not None, "the lifespan has not started"
        return self.assistant

    @property
    def reception(self) -> Reception:
        assert self.joined is not None, "the lifespan has not started"
        return self.joined

    @property
    def eraser(self) -> Eraser:
        return Eraser(self.store.engine)


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


Parts = Annotated[Services, Depends(services)]


def client_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def limited(request: Request, parts: Parts) -> None:
    """Count the request of a client, or of a key, which may speak for many; callers on this machine are
    exempt unless told otherwise."""
    client = client_of(request)
    if parts.settings.rate_limit_loopback == "off" and _loopback(client):
        return
    key = _bearer(request)
    try:
        parts.rate.check(f"key:{key}" if key in parts.api_keys else client)
    except Exception:
        parts.metrics.refused.labels("rate").inc()
        raise


def _loopback(client: str) -> bool:
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return False


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else None


def signed_in(request: Request, parts: Parts) -> User:
    """The account of the bearer token; raises UnauthenticatedError."""
    token = _bearer(request)
    user = parts.users.by_token(token) if token else None
    if user is None:
        raise UnauthenticatedError(
            "令牌缺失或已失效：请用 jxb user token 发放，并放在 Authorization: Bearer 里"
        )
    return user


Caller = Annotated[User, Depends(signed_in)]


def allowed(*roles: Role):  # type: ignore[no-untyped-def]
    """A dependency that lets only some roles through; operators may do everything."""

    def check(user: Caller) -> User:
        if user.role not in (*roles, "operator"):
            raise ForbiddenError(f"这项操作需要角色：{'、'.join(roles)}。请联系管理员用 jxb user role 调整")
        return user

    return Depends(check)


def api_key(request: Request, parts: Parts) -> None:
    """/v1 is open unless keys are set; with none set any bearer token is ignored."""
    if parts.api_keys and _bearer(request) not in parts.api_keys:
        raise UnauthenticatedError("密钥无效：请在 Authorization: Bearer 里带上运维人员发给您的密钥")
