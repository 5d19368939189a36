"""Words to the conversation itself are heard however they are put, and only where they are the whole message."""

from __future__ import annotations

import pytest

from dialogue.understand import repair

SAID = {
    "cancel": "取消 取消吧 算了 那算了吧 退出 不问了 不算了 先不算了 我不想问了",
    "restart": "重新开始 请重新开始吧 重来 从头再来 从头开始 重新算 再算一遍 重新填",
    "back": "上一步 返回上一步 回上一步吧 退回上一步 返回 上一个问题 回到上一个问题",
    "repeat": "再说一遍 请再说一遍 能再说一遍吗 麻烦您再讲一遍好吗 没听清 重复一下 你刚才说什么 刚才问的是什么",
    "simpler": "说简单点 简单点说 讲得简单些 能不能说简单一点 通俗一点 太复杂了 没听懂 看不懂 我没明白 什么意思 说人话 "
    "直接说结果 太复杂了，说简单点",
    "correct": "改一下 我要改一下 我想修改 修改 更正 不对 错了 我说错了 刚才说错了 填错了 改一项",
}


@pytest.mark.parametrize(
    ("kind", "message"), [(kind, one) for kind, all_ in SAID.items() for one in all_.split()]
)
def test_a_word_to_the_conversation_is_heard_however_it_is_put(kind: str, message: str) -> None:
    assert repair.said(message) == kind


@pytest.mark.parametrize(
    "message",
    ["取消异地备案", "重新参保", "返回北京还用备案吗", "改单位", "不懂政策", "看不懂政策文件", "不对，是9年", "说错了，5年",
     "电话错了", "不是", "是的", "没有", "好的", "直接结算", "重复参保怎么办", "退回多少钱", "停保", "医保卡消磁", "明白了",
     "不明白怎么报销", "报销错了", "上一年", "什么是失业金", "换个问题：产假", "没收到", ""],
)  # fmt: skip
def test_a_message_about_something_is_none(message: str) -> None:
    assert repair.said(message) is None
