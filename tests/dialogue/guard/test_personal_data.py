"""Personal data is found by structure or context, and stays out of what is kept."""

from __future__ import annotations

import pytest

from dialogue.guard import mask_pii

CASES = [
    ("身份证11010519491231002X想查缴费", "身份证[身份证号]想查缴费"),
    ("我电话138 0013 8000", "我电话[电话]"),
    ("我叫王秀英，想问退休", "我叫[姓名]，想问退休"),
    ("我爸陈志强去世了", "我爸[姓名]去世了"),
    ("社保卡号A12345678查余额", "社保卡号[社保卡号]查余额"),
    ("卡号6222020200123456789收不到钱", "卡号[银行卡号]收不到钱"),
    ("我手机一三八零零一三八零零零", "我手机[电话]"),
    ("电话幺三八，零零幺三，八零零零", "电话[电话]"),
    ("我是李建国，退休职工", "我是[姓名]，退休职工"),
    ("免贵姓陈，陈志强", "免贵姓陈，[姓名]"),
    ("我姓王名小明", "我姓[姓名]"),
    ("姓王，名字叫小明", "姓[姓名]"),
    ("我姓欧阳，单名一个峰，想问退休", "我姓[姓名]，想问退休"),
    ("我姓于，叫小明", "我姓[姓名]"),
    ("我的名字王小明", "我的名字[姓名]"),
    ("鄙人张三丰，想咨询", "鄙人[姓名]，想咨询"),
    ("我儿子周子轩刚出生", "我儿子[姓名]刚出生"),
    ("工人郑海涛从架子上摔下来", "工人[姓名]从架子上摔下来"),
    ("老板叫冯大海", "老板叫[姓名]"),
    ("地址是丰台区芳古园一区六号楼十二层三号", "地址是[住址]"),
    ("医保手册号 110228001234S", "医保手册号 [社保卡号]"),
]


@pytest.mark.parametrize(("said", "kept"), CASES)
def test_personal_data_is_replaced_by_its_kind(said, kept):
    assert mask_pii(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "拨打12333咨询",
        "人社部发〔2019〕94号",
        "养老金3250.75元",
        "110105是哪个区",
        "我爸今年六十",
        "本人已退休",
        "我是程序员，想问社保",
        "我是司机，想参保",
        "我姓王，叫小王就行",
        "我姓王名下有房",
        "孩子姓王，名字写错了怎么改",
        "我姓王，名字里有个生僻字",
        "国药准字H20043088能报吗",
        "订单号202611250001234567",
        "受理号110105202611250012",
        "京医保发〔2024〕15号文件",
        "朝阳区将台路5号院5号楼是社保中心吗",
        "一共三万八千六百块",
    ],
)
def test_public_numbers_and_plain_words_stay(said):
    assert mask_pii(said) == said


def test_a_mistaken_check_digit_is_no_id_number_by_itself():
    assert mask_pii("编号110105194912310021") == "编号110105194912310021"


def test_the_spans_cover_exactly_the_data(guard):
    text = "手机13812345678，谢谢"
    (span,) = guard.check(text).spans
    assert text[span.start : span.end] == "13812345678"


def test_the_record_of_a_turn_holds_no_personal_data(desk):
    done = desk.ask("我叫李建国，身份证11010519491231002X，电话13812345678，失业金最多领几个月")
    kept = str(desk.record(done))
    assert "[身份证号]" in kept
    assert "13812345678" not in kept
    assert "11010519491231002X" not in kept
    assert "李建国" not in kept
    assert "24个月" in done.reply.text


def test_what_is_embedded_holds_no_personal_data(desk, monkeypatch):
    searcher = type(desk.home.searcher)
    embed, seen = searcher.embed, []
    monkeypatch.setattr(searcher, "embed", lambda self, text: seen.append(text) or embed(self, text))
    desk.ask("我电话13812345678，失业金怎么申请？还有社保卡丢了怎么挂失？")
    assert any("电话" in text for text in seen)
    assert not any("13812345678" in text for text in seen)


@pytest.mark.parametrize("what", ["白内障", "高血脂", "白血病", "关节炎", "石景山", "康复", "平房"])
def test_an_illness_or_a_place_behind_somebody_is_no_name(what):
    text = f"我妈{what}，能报销吗"
    assert mask_pii(text) == text


@pytest.mark.parametrize("name", ["王芳", "李秀英", "陈桂兰", "周小红"])
def test_a_name_behind_somebody_is_masked(name):
    assert mask_pii(f"我妈{name}，能报销吗") == "我妈[姓名]，能报销吗"
