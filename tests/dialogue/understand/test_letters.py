"""Long messages: what of a letter is asked, and what only tells, pleads or closes."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue.nodes.understand import asked
from dialogue.types import Memory, Request, SessionId, TurnId
from dialogue.understand import letters, split

STORY = (
    "您好，我在丰台一家餐饮店干了十几年，老板换了好几个，工资一直拖着，我们几十号人找过街道也找过派出所，"
    "每次都说再等等。家里老人孩子都等着用钱，孩子的学费也是借的，过年的东西一样没置办，亲戚也都借遍了，"
    "眼看房租又要到期，房东天天上门来催，我们夫妻两个整夜睡不着觉，实在没有办法才写这封信。"
)


def questions(letter: str) -> list[str]:
    return [part.said for part in split.split(letter)]


@pytest.mark.parametrize(
    ("title", "matter"),
    [
        ("咨询北京市灵活就业社保补贴的问题", "灵活就业社保补贴"),
        ("关于住房公积金贷款额度的咨询", "住房公积金贷款额度"),
        ("投诉某某餐饮店拖欠工资", "单位拖欠工资"),
        ("再次请求解决新生儿医保报销", "新生儿医保报销"),
    ],
)
def test_a_title_is_read_without_its_frame(title, matter):
    assert letters.matter(title) == matter


def test_a_letter_is_its_matter_and_the_questions_that_expect_an_answer():
    letter = f"投诉某某餐饮店拖欠工资。{STORY}难道就没人管了吗？超过六十岁的能不能申请劳动仲裁？恳请领导尽快回复！此致敬礼"
    assert questions(letter) == ["单位拖欠工资", "超过六十岁的能不能申请劳动仲裁"]


@pytest.mark.parametrize(
    "telling",
    [
        "我毕业几年攒了点钱", "难道这就是为人民服务吗", "为什么总是推来推去", "谁来还我血汗钱", "不知道是什么道理",
        "请问能给我解答一下吗", "望有关部门尽快回复", "网上的东西还是老档案",
    ],
)  # fmt: skip
def test_what_expects_no_answer_is_no_question_of_a_letter(telling):
    assert questions(f"投诉某某餐饮店拖欠工资。{STORY}{telling}。") == ["单位拖欠工资"]


def test_a_short_message_is_split_as_before():
    assert questions("失业金能领几个月？怎么申请？") == ["失业金能领几个月", "怎么申请"]


@pytest.mark.parametrize(
    ("letter", "case"),
    [
        (f"投诉某某餐饮店拖欠工资。{STORY}", True),
        (f"请问我这种情况什么时候能退休。{STORY.replace('拖着', '不高').replace('找过', '问过')}", False),
        ("投诉某某餐饮店拖欠工资", False),
    ],
)
def test_a_letter_that_wants_a_case_looked_into(letter, case):
    assert letters.of_a_case(letter) is case


@pytest.mark.parametrize("earlier", [[], ["失业金能领几个月"]])
def test_a_letter_is_one_in_a_later_turn_too(earlier):
    letter = f"投诉某某餐饮店拖欠工资。{STORY}超过六十岁的能不能申请劳动仲裁？"
    request = Request(letter, SessionId("s"), TurnId("t"), date(2026, 11, 27))  # type: ignore[arg-type]
    asks = asked(request, Memory(questions=earlier))
    assert len(asks) == 2
    assert all(ask.of_letter for ask in asks)
