"""Openings that name a matter and ask nothing of it yet: "我要报销", "社保的事"."""

from __future__ import annotations

import re

from kb.text import fold

SURE = 0.7
"""Confidence from which even an opening is answered: what is held on it leaves no choice."""

_SHORT = 12
"""Characters up to which a message with no clear answer is taken as an opening, not as a question we lack."""

_MATTER = (
    r"(?:我|我们|孩子|老人|我爸|我妈|家里人|公司|单位)?(?:的)?(?:社保|医保|养老|失业|工伤|生育|报销|退休|转移|补贴|津贴|证明|保险|社保卡|医保卡|"
    r"看病|住院|门诊|备案|缴费|合同|工资|劳动|离职|辞职|公积金|户口|档案|钱|待遇|手续|材料|异地|参保|断缴|补缴|药|生孩子|怀孕|职称|就业)+"
)
_LOST = re.compile(
    r"不知道(?:该|要)?从(?:哪儿?|何)?(?:说|讲|问)起|情况(?:比较|有点|挺)?复杂|咨询(?:个|一?下)?事|问(?:你|您)?(?:个|件)事|有(?:个|件)事想问|"
    r"下一步(?:咋|怎么)(?:办|弄|整)$|帮(?:我|忙)看看[不吗]$"
)
"""Somebody who does not know how to begin."""
_OPENING = re.compile(
    rf"^(?:你好|您好|请问|我想|想|我要|要|我来|来|帮我|给我|麻烦|咨询|问问?|问一?下|一下|了解|说说|办理?|弄|开个?|申请|查|查询|关于|有关|个|一个|点)*"
    rf"{_MATTER}"
    r"(?:的|方面|这块|这个|那个|一些|相关)*(?:事情?|问题|情况|政策|业务|手续|怎么办|咋办|咋弄|怎么弄|怎么搞|咋整|怎么回事|断了|没了|停了|用不了了?|不能用|丢了)*"
    r"(?:怎么办|咋办|咋整|啊|呢|吗|吧|了|呀)*$"
)


_BARE = 10
"""Characters up to which a message that finds nothing is asked back, whatever it names."""


def bare(message: str) -> bool:
    """Whether the message is too short to tell what it is about."""
    return len(fold(message)) <= _BARE


def opens(message: str) -> bool:
    """Whether the message names a matter and no more."""
    folded = fold(message)
    return (len(folded) <= _SHORT and bool(_OPENING.match(folded))) or bool(_LOST.search(folded))


# What an answer can hold: a figure, a time, a condition, a place.
_ASKS = re.compile(
    r"几|多少|多久|多长|多大|多高|天数|条件|比例|封顶|起付|期限|标准|要求|范围|金额|电话|年限|年龄|谁|哪|什么时候|啥时候|区别|"
    r"什么是|是什么|能不能|能.{0,12}[吗不么]|可以.{0,10}吗|要不要|吗$|不$"
)


def pointed(message: str) -> bool:
    """Whether a short message says what it wants to know: "育儿假天数", not "社保的事"."""
    return short(message) and bool(_ASKS.search(fold(message)))


def short(message: str) -> bool:
    return len(fold(message)) <= _SHORT


_ANY_HELP = re.compile(r"(?:怎么|咋|如何)(?:办|弄|整|搞|回事|着|说起?|问|开口|处理)|帮(?:帮|忙|我)")
_WANTS = re.compile(
    r"[吗么]|几|多少|多久|多长|多大|哪|谁|啥|什么|何时|是否|为什么|为啥|怎|咋|如何|能不能|可不可以|能否|是不是|有没有|要不要|用不用|"
    r"(?P<x>.{1,2})[不没](?P=x)|不$|区别|条件|材料|标准|流程|期限"
)


def wanders(message: str) -> bool:
    """Whether the message tells something and asks for nothing in particular: "我妈病了，你说咋办啊"."""
    return not _WANTS.search(_ANY_HELP.sub("", fold(message)))


# Words that any matter may be told with: who, the doing of it, paper and money, how it went, how one asks.
_ANY_MATTER = re.compile(
    "|".join(
        sorted(
            (
                "我们 你们 他们 咱们 人家 别人 自己 本人 家里人 家里 家人 爸妈 我爸 我妈 爸爸 妈妈 父亲 母亲 老人 老头 老太太 爱人 老公 老婆 媳妇 "
                "孩子 小孩 儿子 闺女 朋友 亲戚 同事 邻居 公司 单位 老板 领导 部门 窗口 医院 大夫 社区 街道 你好 您好 喂 请问 麻烦 "
                "想问 想要 打听 咨询 了解 知道 觉得 听说 告诉 帮忙 帮我 给我 看看 查查 问问 说说 讲讲 看一下 查一下 问一下 办理 申请 提交 "
                "处理 解决 享受 符合 需要 打电话 电话 短信 新闻 网上 手机 小程序 系统 登录 提示 失败 成功 显示 异常 错误 通过 审核 驳回 退回 "
                "不合格 资格 条件 规定 政策 标准 情况 问题 事情 事儿 东西 资料 材料 手续 证明 信息 记录 业务 待遇 补贴 金额 账户 年限 时间 "
                "动静 消息 结果 进度 原因 办法 什么 怎么 怎样 咋样 咋 啥 为什么 为啥 哪里 哪儿 哪个 多少 多久 多长 几 谁 何时 是否 到底 究竟 "
                "能不能 可不可以 有没有 是不是 要不要 会不会 行不行 够不够 归不归 可以 应该 特殊 复杂 划算 合适 现在 以前 之前 以后 前几天 "
                "最近 今年 去年 好久 好几 个月 好多 老是 一直 一次 上次 这次 重新 突然 已经 还是 就是 但是 因为 所以 如果 这种 这样 这个 那个 "
                "这边 那边 那种 一个 一下 一笔 一点 一些 有点 有人 有个 年纪 扯皮 关于 来着 变更 取消 过期 错过 丢了 外地"
            ).split(),
            key=len,
            reverse=True,
        )
    )
    + "|[我你您他她它咱这那哪的了吗么呢吧啊呀呗嘛哦哈个些点次年月天们儿是不没有无在到去来给让叫跟和与也都就还又再才很太挺好真别人事问说讲听看查找"
    "办弄搞做交领取拿发打退换补用要想会能行可得该应把被从对为上下里外前后多少大小老新旧快慢高低钱卡条张份家位]"
)
_LEFT = 2
"""Characters beside such words up to which a message names no matter."""


def names_nothing(message: str) -> bool:
    """Whether the message could be about any matter: "上次交的东西说不合格让我重弄"."""
    return len(_ANY_MATTER.sub("", fold(message))) <= _LEFT
