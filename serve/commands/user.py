"""`jxb user …`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from serve import home, settings
from serve.errors import ServeError
from serve.users import ROLES, Role, Users

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="账号名")]
RoleOption = Annotated[str, typer.Argument(help=f"角色：{'、'.join(ROLES)}")]


def _users() -> Users:
    return Users(home.open_store(settings.load()).engine)


def _role(value: str) -> Role:
    if value not in ROLES:
        raise ServeError(f"没有角色「{value}」：可用 {'、'.join(ROLES)}")
    return value


@app.command("add", help="建立账号")
def add(name: Name, role: RoleOption = "viewer") -> None:
    _users().add(name, _role(role))
    Console().print(f"已建立账号 {name}。用 jxb user token {name} 发放令牌。")


@app.command("role", help="改变角色")
def role(name: Name, new_role: RoleOption) -> None:
    _users().set_role(name, _role(new_role))
    Console().print(f"{name} 的角色已改为 {new_role}。")


@app.command("token", help="发放新令牌，旧的随即失效；只显示这一次")
def token(name: Name) -> None:
    print(_users().new_token(name))


@app.command("disable", help="停用账号，令牌随即失效")
def disable(name: Name) -> None:
    _users().disable(name)
    Console().print(f"账号 {name} 已停用。")
