"""In a long telling, what is promised, shared out, swapped or said of others is not the matter's."""

import pytest

from desk.extract import learned
from tests.desk.told import values


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("左眼十月八号做的手术，右眼十月十九号做的手术，全自费花了一万", "2026-10-08"),
        ("双十一加班费没给，公司不认", "2026-11-11"),
        ("二〇二二年六到八月公司没给我交社保", "2022-06"),
        ("我年初在厂里把手砸了，厂里不给钱", "2026"),
        ("我去年腊月二十八回老家过年，路上公司打电话把我辞退了", "2026-02-15"),
        ("我于11月24日提交了参保人员信息变更，至今没审核", "2026-11-24"),
        ("我从去年十月到今年三月在店里干，最后一个月工资没给", "2026-03"),
    ],
)
def test_the_matter_began_with_the_first_of_what_happened(said, value):
    assert values(said)["event_date"] == value


@pytest.mark.parametrize(
    "said",
    [
        "工资欠着一万二，说好十月底给，到今天没给",
        "还是上礼拜一那个事，我产假工资公司扣了四千",
        "北京康泰源护理站骗长护险，我以前在那上过班，去年年底走的",
    ],
)
def test_a_day_promised_of_an_earlier_call_or_of_leaving_is_not_the_matters(said):
    assert "event_date" not in values(said)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("我们六个人一共欠十万，我自己那份是一万八", 18000),
        ("老板说给八千，签了协议后来只给了五千，我想要回那三千", 3000),
        ("住院押金交了五万，出院退回来一万二", 50000),
        ("养老金多打了一个月，多打了两千九，怎么退", 2900),
    ],
)
def test_the_sum_is_what_the_caller_is_after(said, value):
    assert values(said)["amount"] == value


@pytest.mark.parametrize(
    "said",
    [
        "药店拿医保卡套现，一百块给八十",
        "4050补贴还有没有",
        "每个月多扣我三百多，我想知道基数怎么定的",
        "听说街道的见习补贴一个月两千多，怎么申请",
    ],
)
def test_a_rate_a_programme_or_every_months_sum_is_no_amount(said):
    assert "amount" not in values(said)


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        (["公司叫我签自愿不交社保的协议，合法不"], None),
        (["坐席:您单位名称是", "说了你们会不会告诉公司啊，我先不说了"], None),
        (["我在美团做骑手，想自己交社保行吗"], None),
        (["我退休前在首钢，报销单往哪交"], None),
        (["我爱人在顺义现代汽车上班，单位不给报工伤"], "现代汽车"),
        (["我在滑雪场当教练，雪场叫石京龙滑雪场，工资没给"], "石京龙滑雪场"),
        (["我打专车的，首汽约车，欠我流水一千八，我开专车三年了"], "首汽约车"),
    ],
)
def test_an_employer_only_where_one_is_concerned_and_named(turns, name):
    assert values(*turns).get("employer") == name


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        (["坐席:怎么称呼", "我姓车，车晓军"], "车晓军"),
        (["张三丰，不是开玩笑，我真叫张三丰，我要查档案"], "张三丰"),
        (["坐席:您的名字是", "柳喆，双吉喆"], "柳喆"),
        (["坐席:留个电话吧", "18911450067，姓温"], "温"),
    ],
)
def test_a_name_is_not_what_spells_it(turns, name):
    assert values(*turns)["caller_name"] == name


@pytest.mark.parametrize(
    "turns",
    [
        ["我交过两个电话，13511112345停机了，打13611115432这个"],
        ["坐席:电话", "15210098833，要不还是留我妈的吧，13611115432"],
    ],
)
def test_a_number_given_instead_of_another_is_the_one(turns):
    assert values(*turns)["phone"] == "13611115432"


def test_who_was_told_to_call_us_wants_no_call():
    assert "callback" not in values("我们村医保没扣上，村里让我打电话问")
    assert "callback" not in values("您能不能告诉我，我女朋友的社保交在哪")
    assert values("有结果务必回我个电话")["callback"] is True


def test_where_the_caller_is_from_is_not_the_matters_district():
    assert "district" not in values("我是昌平回龙观的，在家带孩子，有没有补贴")
    assert "district" not in values("我爸去世了，他在首钢退休，个人账户的钱能取吗")
    assert values("之前朝阳那边说我材料不全，现在什么进度")["district"] == "110105"


@pytest.mark.parametrize("target", ["area", "request_type"])
def test_the_classifiers_know_the_embedder_they_were_learned_with(target):
    assert learned.shipped(target).space == learned.embedder().id


@pytest.mark.parametrize(
    "turns",
    [["喂，能听见吗", "信号太差，我回头再打"], ["转人工", "坐席:您好请讲", "不好意思，我忘了要说啥了"]],
)
def test_a_call_about_nothing_has_neither_kind_nor_area(turns):
    assert not values(*turns).keys() & {"request_type", "area"}


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("公司欠我们工资，二十个工友12月3号去市政府门口讨说法", "2026-12-03"),
        ("再不给钱，我们3号一起去信访局", "2026-12-03"),
        ("下个月5号我们几十个人去公司门口拉横幅", "2026-12-05"),
        ("你们不管，明天我们就去堵门", "2026-11-27"),
        ("工资不发，12月1号全厂罢工", "2026-12-01"),
        ("8月工资都没发，员工准备明天去政府门口", "2026-08"),  # what they gather for
        # what has happened is of the last such day
        ("我们10月8号去信访局反映过，没人管", "2026-10-08"),
        ("公司欠薪，20号我们去了公司门口，老板不见", "2026-11-20"),
        ("去年12月3号去市政府门口讨过说法，工资还是没给", "2025-12-03"),
    ],
)
def test_a_day_to_gather_is_the_next_such_day(said, value):
    assert values(said)["event_date"] == value
