"""Days as people say them, and the sums, days and names that are told in passing."""

from datetime import date

import pytest

from tests.desk.told import values


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("上礼拜", "2026-11"),
        ("上个月十五", "2026-10-15"),
        ("上月二十八", "2026-10-28"),
        ("十月二十来号", "2026-10"),
        ("十几号", "2026-11"),
        ("仨月前", "2026-08"),
        ("重阳节", "2026-10-18"),
        ("十一期间", "2026-10"),
        ("国庆完了", "2026-10"),
    ],
)
def test_spoken_day_is_as_precise_as_said(said, value):
    assert values(f"{said}老板把我辞退了")["event_date"] == value


@pytest.mark.parametrize("said", ["农历七月", "九月初八", "去年年三十", "二十几号"])
def test_day_that_can_be_two_is_left_to_be_asked(said):
    assert "event_date" not in values(f"{said}老板把我辞退了")


def test_week_of_two_months_tells_no_month():
    assert "event_date" not in values("上礼拜老板把我辞退了", today=date(2026, 11, 5))


@pytest.mark.parametrize(
    "said",
    [
        "我们单位十二月份的社保啥时候扣钱",
        "老板欠我钱不给，今天他要是再不给我就上楼顶",
        "欠条上写的九月三十号之前给清，一共八万四，一分没有",
        "今天早上查了一下，公司给我报的基数不对",
        "我有个意见，你们十月份改了网上的系统以后，老年人不会弄，能不能留个人工窗口",
    ],
)
def test_day_to_come_or_of_looking_it_up_is_no_event(said):
    assert "event_date" not in values(said)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("我要投诉，我去年体检查出来尘肺，职业病的证书今年六月下来了，公司不认", "2026-06"),
        ("公司四月份给我减员了没告诉我，我上礼拜五看病才发现", "2026-04"),
        ("我是三月六号生的，津贴六月就打给公司了，公司没给我", "2026-06"),
    ],
)
def test_the_matters_day_wins_over_one_told_in_passing(said, value):
    assert values(said)["event_date"] == value


@pytest.mark.parametrize(
    "said",
    [
        "我一年收入不到三万，能办低保吗",
        "门槛费一千三，我报的时候要扣两次吗",
        "网上说九八年买断工龄的能补一万块，是真的吗",
        "我们工资从一万二降到九千，公司不跟我们商量",
        "我建议你们把起付线降一降，一千八太高了",
        "两份养老能合到一块吗",
    ],
)
def test_sum_of_a_rule_or_of_hearsay_is_not_the_matters(said):
    assert "amount" not in values(said)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("我二十号摔了，老板垫了三千块，后头又花了两万二没人管", 22000),
        ("公司说我请假多，把我绩效两千八全扣了", 2800),
        ("个人养老金能取出来吗，我存了一万二", 12000),
    ],
)
def test_sum_of_the_callers_own_is_found(said, value):
    assert values(said)["amount"] == value


@pytest.mark.parametrize(
    "said",
    [
        "我在农商行办的社保卡，卡丢了怎么补",
        "我女儿在北京师范大学上学，医保怎么交",
        "我去年公司给断了四个月社保，影响退休吗",
        "我弟弟在一个洗车行干活，老板不给交社保",
    ],
)
def test_bank_school_and_kind_of_shop_are_no_employers(said):
    assert "employer" not in values(said)


def test_shop_called_by_a_short_name_is_found():
    assert values("我在西单一个理发店，叫美姿，干了小半年，工资没给")["employer"] == "美姿"


def test_caller_who_says_whom_to_ask_for_is_named():
    told = values("社保和单位踢皮球", "坐席:您留个电话", "六七幺二，三三零八，座机，找老谭")
    assert told["caller_name"] == "谭"
