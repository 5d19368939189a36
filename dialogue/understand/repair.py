"""Words to the conversation itself, good at any point of it: leave, start over, go back, repeat, simpler, correct.

A message is one of them only as a whole: "取消" leaves a matter, "取消异地备案" asks about one.
"""

from __future__ import annotations

import re
from typing import Literal

from kb.text import fold

Repair = Literal["cancel", "restart", "back", "repeat", "simpler", "correct"]

_LEAD = (
    r"(?:那|那就|还是|好吧?|嗯|哦|啊|哎呀?|等一?[等下]|不好意思|对不起|请|麻烦|请问|帮我|给我|让我|我|我们|要|想|想要|需要|"
    r"可以|可不可以|能|能不能|能否|先|你|您|把它|把)*"
)
_TAIL = (
    r"(?:一?下|一遍|一次|点|些|一点儿?|一些|了|吧|啊|呀|呢|吗|么|嘛|哈|好吗|行吗|可以吗|谢谢|好不好|行不行)*"
)
_MEANT = r"(?:刚才|刚刚|上面|前面|这个|那个)?(?:的)?(?:那?[个句段]?(?:问题|回答|答案|内容|话))?"

_PLAINLY = (
    r"(?:请?用|说|讲|解释|再)*(?:得|的)?更?(?:简单|简短|简略|简洁|通俗|直白)(?:易懂)?(?:点|些)?(?:的|地)?"
    rf"(?:大?白话|话|语言)?(?:再)?(?:说|讲|解释|概括)?{_MEANT}"
)

_KINDS: tuple[tuple[Repair, str], ...] = (
    (
        "cancel",
        r"(?:算了|取消|撤销|退出|停止|不(?:想|用|要)?(?:弄|办|算|问|说|继续)了|别算|不想算|别问|到此为止|换个问题)+",
    ),
    (
        "restart",
        r"(?:重新|从头|再从头)(?:再)?(?:开始|来过?|来1?遍|问|算|说|填写?|登记|弄|测)|重(?:来|算|填|问|新)|从头|推倒重来|再(?:来|算)[1一][遍次]",
    ),
    (
        "back",
        r"(?:返回|退回|回到?|退到|倒回|跳回)?(?:到|去)?(?:上|前)(?:[1一])?(?:面)?(?:[1一]?[步题项条]|个?(?:问题|话题|步骤))|(?:返回|退回|后退|倒回)去?",
    ),
    (
        "repeat",
        rf"(?:再|重新|重复)(?:说|讲|念|读|答|回答|重复)(?:[1一]?[遍次下]|一下)(?:吧|吗)?{_MEANT}|重复{_MEANT}|没(?:听|看)(?:清楚?|到|见)|"
        r"(?:你|您)?(?:刚才|刚刚|前面|上面)(?:都)?(?:说|讲|问)的?(?:是)?(?:什么|啥|多少)(?:来着)?|问的?(?:是)?(?:什么|啥)(?:来着)?",
    ),
    (
        "simpler",
        rf"(?:{_MEANT}(?:太|有点|好|这么|真|过于)(?:复杂|深奥|绕|专业|长|啰嗦)了?|"
        r"(?:我)?(?:还是|都|也|有点|完全|根本)?(?:没|不|听不|看不)(?:太|大)?(?:听|看|弄|搞)?(?:懂|明白|理解)|"
        rf"{_PLAINLY}|(?:说|讲)(?:得|的)?(?:明白|直接|清楚)(?:点|些)|(?:用)?大?白话(?:说|讲)?|说人话|(?:直接)?(?:说|给)个?(?:结果|结论|重点)|"
        r"长话短说|(?:这|这个|这是|这话)?是?(?:什么|啥)意思)+",
    ),
    (
        "correct",
        r"(?:修改|更改|改[1一]?改|改(?:正|动|1项|一项|个|错)?|更正|纠正|不对|有误)+|(?:刚才|刚刚|前面|上面|上1步|上一步)?(?:我)?(?:说|填|写|记|打|弄|搞|选|点|看|有|报|给|输)?错(?:了)?(?:1|一)?(?:个|项)?(?:要|需要|得|想)?(?:改)?",
    ),
)
_PATTERNS = tuple((kind, re.compile(f"{_LEAD}(?:{body}){_TAIL}")) for kind, body in _KINDS)
_LONGEST = 16
"""Characters; more than that is about something."""


def said(message: str) -> Repair | None:
    """Which of them the message is; None for any other message."""
    folded = fold(message)
    if not folded or len(folded) > _LONGEST:
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(folded)), None)
