"""Which sum a story asks for, and the readers that stories share."""

from datetime import date

import pytest

from dialogue.calculators import days
from dialogue.calculators.words import Words
from tests.dialogue.calculators.figures_for_tests import TODAY, talk


@pytest.mark.parametrize(
    ("said", "happened"),
    [
        (
            "三月二十号进厂，七月二十号老板才给补签",
            [(date(2026, 3, 20), "came"), (date(2026, 7, 20), "signed")],
        ),
        ("我从2019年3月11号干到今年3月10号", [(date(2019, 3, 11), "came"), (date(2026, 3, 10), "until")]),
        ("〇八年六月十号进厂，今年六月九号被裁", [(date(2008, 6, 10), "came"), (date(2026, 6, 9), "left")]),
        (
            "公司十月十五号不要我了，二零年四月十五号来的",
            [(date(2026, 10, 15), "left"), (date(2020, 4, 15), "came")],
        ),
        ("去年12月10号摔的腰", [(date(2025, 12, 10), "hurt")]),
        (
            "去年六月一号上的班到今天六月十号都没签过合同",
            [(date(2025, 6, 1), "came"), (date(2026, 6, 10), "until")],
        ),
        ("我想12月31号走人", [(date(2026, 12, 31), "left")]),  # ahead, and near
    ],
)
def test_days_are_told_with_what_happened_on_them(said, happened):
    assert [(day.on, day.happened) for day in days.told(Words(said), TODAY)] == happened


@pytest.mark.parametrize(
    ("said", "count"), [("请了两天半事假", 2.5), ("住了二十二天", 22.0), ("先请三天又请两天", None)]
)
def test_a_number_of_days_is_read_where_one_is_told(said, count):
    assert days.count(Words(said)) == count


def test_full_months_end_on_the_day_before():
    assert days.months_worked(date(2008, 6, 10), date(2026, 6, 9)) == 216
    assert days.months_worked(date(2008, 6, 10), date(2026, 6, 8)) == 215


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("公司给的八千一个月", "给的8000 每月"),  # not 8100
        ("七千二一个月", "7200 每月"),
        ("干了二十一个月", "干了21个月"),
    ],
)
def test_a_sum_of_money_stays_apart_from_its_month(said, figure):
    assert figure in Words(said).text


@pytest.mark.parametrize(
    ("said", "result"),
    [
        # by the grade of an injury
        ("我爸工伤六级，单位安排不了活，受伤前平均一个月七千，伤残津贴每个月多少", "4200元"),
        ("鉴定四级了，本人工资一万，津贴按月给多少，另外一次性的给多少", "210000元"),
        ("护理依赖评的是大部分不能自理，上年度职工月平均工资按一万，护理费一个月多少", "4000元"),
        ("闺女她爸切了手，鉴定九级，不干了，职工月平均按一万，两个补助金加一块多少", "120000元"),
        # trial period
        ("签了半年的合同，试用期两个月，合规吗，最长几个月", "最长1个月，约定2个月超出"),
        ("二六年三月一号签到二八年二月底的合同，试用期最长多久", "最长2个月"),
        ("单位说转正后六千，试用期按七折给，法律规定最低多少", "4800元"),
        ("试用期工资才两千四，转正三千，最低不能少于多少", "2540元"),  # the minimum wage
        # one told number by one figure
        ("请了三天事假，工资八千七，会扣我多少钱", "1200元"),
        ("旷工一天，公司扣了三天的钱一千二，月薪八千七，依法只能扣多少", "400元"),
        ("在工地摔了，住了十五天医院，伙食补助一共给多少", "450元"),
        ("送外卖，六到八月高温钱没给，露天的，高温津贴一共多少", "540元"),
        ("离职签了竞业，没写补偿多少，离职前平均一万五，每个月该给我多少补偿", "4500元"),
        ("个人账户里有十三万九，六十岁退，个人账户养老金每月多少", "1000元"),
        # the last day
        ("今年2月20号被开除的，老板不给结工资，仲裁最晚拖到哪天", "2027年2月20日"),
        ("去年12月10号摔的腰，单位不给报，我自己报工伤认定最晚什么时候", "2026年12月10日"),
        ("我想12月31号走人，辞职信最晚哪天交", "2026年12月1日"),
        ("还在试用期，想这个月30号走，最晚哪天跟公司提辞职", "2026年11月27日"),
        # training, and the medical period
        ("公司花三万六送我培训，签了三年服务期，我干满一年想走，违约金最多赔多少", "24000元"),
        ("总工龄十六年了，在咱厂是十一年，病了，医疗期该有多长", "12个月"),
        # work told by its days
        ("〇八年六月十号进厂，干到今年六月九号整，平均工资一万，补偿到底多少", "180000元"),
        ("干满一年零一天被裁，月薪一万，经济补偿多少", "15000元"),
        ("我月薪五万，干了十五年多一点被裁，上年度职工月平均工资就按一万，经济补偿最多多少", "360000元"),
        # leave of part of a year
        ("工龄十三年，7月1号才跳到现在这家，今年在这边还剩几天年假", "5天"),
        ("十月三十一号最后一天上班，工龄十五年，今年歇过三天年假，走的时候还剩几天没休", "还剩5天"),
        ("年假十天只歇了四天，剩下的没给安排，月薪八千七，除了正常工资还得补我多少", "4800元"),
        ("年假五天一天没休，底薪八千七，除工资外还得再补我多少", "4000元"),
        # births of several, and how
        ("我媳妇生仨，顺产，产假多少天", "188天"),
        ("肚里是俩，剖了没剖还没定，就按顺下来的算，产假一共歇多少天", "173天"),
        ("生二胎，顺产，能休几天产假", "158天"),
        ("怀孕三个多月自然流产了，产假几天", "15天"),
        # retirement
        ("男的，社保交了十四年整，八一年腊月生，阳历十二月，到岁数退的时候最低得够多少年，还差几年", "离最低年限差6年"),
        ("八零年三月生的，女，工人岗，厂里没给过干部身份，我啥时候能退", "2032年11月"),
    ],
)  # fmt: skip
def test_a_story_is_heard_by_its_subject_and_what_it_tells(said, result):
    found = talk(said)
    assert found is not None and found.outcome == "answer", found
    assert result in found.text


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (
            "元旦顶了一天班，平时晚上多干十二个小时，礼拜六加了一天，后头给我补休掉了，工资四千三百五，加班费多少",
            "1050元",
        ),
        ("国庆我从一号上到四号，四号没给补休，工资6525，加班费合计多少", "3300元"),
        ("五一我从一号上到三号，没给补休，月薪八千七，加班费总共多少", "3200元"),
        ("这月有三个礼拜六都在班上，一天没补，工资六千五百二十五，加班费得给多少", "1800元"),
        ("平时加了四天班，每天三个小时，工资八千七，一共该给我多少加班费", "900元"),
        ("连续三个礼拜天加班，头一个给调休了，后两个没有，工资四千三百五，加班费该给多少", "800元"),
        ("工资六千五百二十五，工作日延长了十一个小时，休息日加了一天没补休，加班费合起来多少", "1218.75元"),
        ("周末两天都在加班，只给补休一天，月工资六千五百二十五，没补的那天加班费该给多少", "600元"),
        ("这个月俩礼拜天都加班了，一天八小时，没倒休，工资六千五百二十五，加班费该多少", "1200元"),
        ("元旦、春节初一初二我都上班了，三天，月工资8700，加班费合计多少", "3600元"),
        ("加班二十四个小时都是平时晚上，底薪四千三百五，绩效两千不算基数，加班费给多少", "900元"),
    ],
)
def test_overtime_is_counted_clause_by_clause(said, result):
    found = talk(said)
    assert found is not None and found.outcome == "answer"
    assert result in found.text


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("我从那单位出来了，欠的工资没给。申请仲裁最晚哪天", "begins"),
        ("让公司给裁了，赔偿给个数呗，我工资一个月一万二", "worked"),
        ("国庆我加班了，一号二号都在，老板一分没多给，应该给我多少", "wage"),
        ("我这伤残补助金能给多少，评的八级，公司也没个准话", "wage"),
        ("上个月请了几天事假，工资条也没写，单位扣我钱，到底该扣多少", "wage"),
        ("七三年腊月生的男的，按延迟退休几几年退", "month"),  # the lunar month is not the one on paper
    ],
)
def test_a_story_that_lacks_an_input_is_asked_for_it(said, asked):
    found = talk(said)
    assert found is not None and found.outcome == "clarify"
    assert found.pending["asked"] == asked


@pytest.mark.parametrize(
    "said",
    [
        "七级的一次性伤残就业补助金在北京按几个月算",
        "生活大部分不能自理，护理费按社平工资百分之多少给",
        "工伤伙食费一天几块",
        "头一回考进事业单位，签的三年，试用几个月",
        "周末加班几倍法定节几倍，一个月最多加多少小时",
        "滞纳金一天是多少",
    ],
)
def test_a_question_on_the_rule_is_no_story(said):
    assert talk(said) is None


@pytest.mark.parametrize(
    "asked",
    [
        "失业金多领了好几个月，现在叫我退，一下子拿不出来，能慢慢还吗",
        "我是一家小公司的出纳，社保费欠了俩月，税务那边说要收滞纳金，一天按多少算的",
    ],
)
def test_a_sum_that_may_not_be_wanted_only_asks_where_nothing_else_answers(asked):
    summed = talk(asked)
    assert summed is None or summed.hesitant
