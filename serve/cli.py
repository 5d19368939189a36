"""`jxb`: every verb of the product; each lives in a file of `serve/commands/`."""

from __future__ import annotations

import sys

import typer

from desk.errors import DeskError
from dialogue.errors import DialogueError
from eval.errors import EvalError
from ingest.errors import IngestError
from kb.errors import KnowledgeError
from models.errors import ModelError
from retrieval.errors import RetrievalError
from serve.commands import (
    alert,
    ask,
    data,
    evaluate,
    guard,
    handoff,
    ingest,
    kb,
    operate,
    script,
    search,
    ticket,
    user,
)
from serve.errors import ServeError

app = typer.Typer(
    help="京晓保：医保社保政策问答助手。每个子命令都可以加 --help 查看说明。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("ingest", help="导入条目表格和政策文件，立即生效")(ingest.ingest)
app.command("search", help="检索条目、政策原文和表格行")(search.search)
app.command("ask", help="提一个问题，看答案和出处")(ask.ask)
app.command("chat", help="在终端里连续对话")(ask.chat)
app.command("serve", help="启动服务（网页、接口）")(operate.serve)
app.command("doctor", help="检查设置、知识、索引和模型端点，说明哪里不对、怎么办")(operate.doctor)
app.command("backup", help="把数据库、会话和敏感词备份成一个文件，不用停服务")(operate.backup)
app.command("restore", help="从备份恢复，先校验；已有数据时要加 --force")(operate.restore)
app.add_typer(kb.app, name="kb", help="知识维护：检查、统计、导出、重建索引")
app.add_typer(evaluate.app, name="eval", help="评测")
app.add_typer(guard.app, name="guard", help="安全护栏")
app.add_typer(ticket.app, name="ticket", help="工单：要素识别、登记、流转、导出、模型")
app.add_typer(alert.app, name="alert", help="预警：查看、指派、接下、办结、提醒规则")
app.add_typer(handoff.app, name="handoff", help="转人工：等候队列、服务时间")
app.add_typer(data.app, name="data", help="个人信息：保存期限、到期清理、按要求删除、删除证明")
app.add_typer(script.app, name="script", help="脚本对话：用文件写好要说的话和期望，演一遍看对不对")
app.add_typer(user.app, name="user", help="账号与令牌")

OUR_ERRORS = (
    ServeError, KnowledgeError, IngestError, RetrievalError, ModelError, DialogueError, DeskError, EvalError
)  # fmt: skip


def main() -> None:
    """Entry point; an error of ours becomes one Chinese line and exit code 1."""
    try:
        app()
    except OUR_ERRORS as error:
        print(f"错误：{error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
