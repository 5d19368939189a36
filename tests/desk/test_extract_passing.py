"""What is told in passing – of others, of a rule, of today's errand – does not take the place of the matter."""

import pytest

from desk.extract.transcript import read
from tests.desk.told import values


@pytest.mark.parametrize(
    "said",
    [
        "公司欠我两万八千五，去年底老张他们那一万二到现在也没给",
        "公司一共欠我两万八千五，人家隔壁厂赔了八万多",
        "公司欠我两万八千五，请一天假还扣我三百多",
        "公司欠我两万八千五，我房租一个月一千八都交不上",
    ],
)
def test_sums_of_others_and_of_living_are_not_the_matters(said):
    assert values(said)["amount"] == 28500


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (
            "我五月二十号交的退休材料，到现在没批。我那个老同事佟丽，去年九月办的，一个月就下来了",
            "2026-05-20",
        ),
        ("上周五我去西城社保大厅，不给取号。去年十二月我也碰过一回钉子，那回我没说", "2026-11-20"),
        ("昨天自助机打出来的记录缺了两年，学校今天下午五点就截止，今天就得要", "2026-11-25"),
        ("我九月二十号交的材料，十月九号又去催过，还是没批", "2026-09-20"),
        ("九月二十八号办的变更，今天一刷卡说还是原来那家", "2026-09-28"),
        ("从去年三月我入职公司就一直没给我交社保", "2025-03"),
    ],
)
def test_the_day_of_the_matter_stands_against_days_told_in_passing(said, value):
    assert values(said)["event_date"] == value


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("上个月二十……二十一号？不对，是二十二号，二十一号那天是礼拜一我歇班", "2026-10-22"),
        ("十月十号……不对，十号是礼拜六人家不上班，是十二号，礼拜一", "2026-10-12"),
        ("七月二十五号。嗯，合同写的三十一号解除，那就七月三十一号", "2026-07-31"),
        ("九号，哦不是九号，是八号，八月八号", "2026-08-08"),
    ],
)
def test_a_day_is_mended_within_its_month_and_a_weekday_only_goes_with_it(answer, value):
    assert values("公司不给报工伤，我要投诉", "坐席:哪天的事？", answer)["event_date"] == value


def test_the_day_the_agent_wrote_down_is_the_one_meant():
    told = values(
        "我催一下报销，一个多月没动静",
        "坐席:收据上受理日期是哪天？",
        "十月二十一号，十二号那天缺个明细又回来了",
        "坐席:好，10月21号受理的。您贵姓？",
        "姓苗，您叫我苗女士",
    )
    assert told["event_date"] == "2026-10-21"
    assert told["caller_name"] == "苗女士"


def test_an_agent_who_is_contradicted_wrote_nothing_down():
    told = values(
        "我妈在单位摔了，五月十七号摔的，单位不给报工伤",
        "坐席:5月17号，那天是星期天？",
        "不对，她礼拜天歇，是五月十八号",
    )
    assert told["event_date"] == "2026-05-18"


def test_what_an_agent_writes_down_counts_unless_it_is_objected_to_or_the_assistants():
    def written(role, objection):
        turns = ("我妈摔了", "八月九号，记下了", objection)
        roles = ("citizen", role, "citizen")
        told = [{"role": who, "text": said} for who, said in zip(roles, turns, strict=True)]
        return read(told).own[0].repeated

    assert written("agent", "嗯") == "八月九号,记下了"
    assert written("agent", "那不对") == ""
    assert written("assistant", "嗯") == ""


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("一个月九千五，公司八月到十月仨月没发，两万八千五", 28500),
        ("银行多扣了我一千八百四十二块六的社保，一共扣了三千六百八十五块二", 1842.6),
        ("我自己垫的，票面七千三百一十二块四毛六", 7312.46),
        ("医药费全是我们自己垫的，一万一千八，公司不管", 11800),
        ("医院给我多记了两回检查，一回三百四，两回六百八", 680),
    ],
)
def test_the_sum_is_what_the_others_come_to(said, value):
    assert values(said)["amount"] == value


def test_digits_of_a_number_are_no_money_even_where_how_much_was_asked():
    told = values("公司欠我工资", "坐席:一共多少，您电话呢？", "九千，135 2044 9138")
    assert told["amount"] == 9000
    assert told["phone"] == "13520449138"


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("身份证110223，66年4月30的，中间是19660430，末尾184X", "11022319660430184X"),
        ("610521，1996年6月8号，就是19960608，1540", "610521199606081540"),
        ("幺幺零幺零五，幺九四八，幺二幺九，零四二，最后一个是英文那个叉", "11010519481219042X"),
    ],
)
def test_an_identity_number_is_put_together_from_its_parts(answer, number):
    assert values("我查退休的事", "坐席:身份证号说一下", answer)["id_number"] == number


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        (("坐席:您贵姓？", "裴，非衣裴，裴女士"), "裴女士"),
        (("坐席:您贵姓？", "我姓裴，女的"), "裴女士"),
        (("坐席:您贵姓？", "我姓傅，师傅的傅", "坐席:好的傅先生，给您登记", "好"), "傅先生"),
        (("坐席:身份证号？", "叫刘淑珍，我是她儿子，纪国强"), "纪国强"),
        (("坐席:姓名？", "米长河"), "米长河"),
        (("坐席:联系人？", "高翔，飞翔的翔，男"), "高翔"),
    ],
)
def test_a_caller_is_called_as_they_and_the_agent_say(turns, name):
    assert values("我问下社保卡补办的事", *turns)["caller_name"] == name


def test_a_place_pointed_at_is_no_name_of_an_employer():
    assert "employer" not in values("我举报个黑中介", "坐席:中介叫什么？", "牌子上就写着招工，就桥边上那家")
    assert "employer" not in values("我问年假的事", "坐席:您贵姓？", "我姓裴，在昌平沙河这边上班")


def test_what_has_to_be_done_today_is_urgent():
    assert values("缴费记录打不出来，学校今天就要，你们想想办法")["urgent"] is True
    assert "urgent" not in values("催一下报销，也不是今天就要，就是想有个准信儿")


def test_an_office_named_is_the_place_of_the_matter_not_where_one_works():
    told = values("天通苑那个政务服务站周末能不能开半天", "坐席:好的", "我在朝阳上班，平时去不了")
    assert told["district"] == "110114"


def test_the_agent_who_files_a_report_says_what_kind_it_is():
    told = values(
        "我反映个事，良乡有个食品加工厂，三十多号工人都没上社保",
        "坐席:您留个联系方式吗？",
        "算了，你们去查就行",
        "坐席:好，按匿名举报登记。",
    )
    assert told["request_type"] == "举报"


def test_somebody_else_who_is_asked_makes_no_question_to_us():
    told = values("我医保折子上的钱不对，帮我查查", "坐席:少了多少？", "我问问老头子，少了一百四")
    assert told["request_type"] == "求助"
    told = values("我的津贴到现在没到账", "坐席:哪天交的材料？", "我问问我媳妇，哪天交的来着？")
    assert told["request_type"] == "求助"
