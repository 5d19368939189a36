"""Questions on drugs: several at once, of one form, continued, taken back, and of drugs that are not held."""

from datetime import date

import pytest

from dialogue import drugs
from kb.drugs import DrugCatalogue
from tests.kb.test_drugs import catalogue as made

ON = date(2025, 6, 1)
ROWS = [
    ("依那普利", "甲", "口服常释剂型"),
    ("贝那普利", "乙", "口服常释剂型"),
    ("卡马西平", "甲", "口服常释剂型"),
    ("卡马西平", "乙", "缓释控释剂型"),
    ("玉屏风颗粒", "甲", ""),
    ("玉屏风胶囊", "乙", ""),
    ("归脾丸(合剂)", "甲", ""),
    ("人参归脾丸", "乙", ""),
    ("双黄连片(胶囊)", "甲", ""),
    ("双黄连注射液注射用双黄连(冻干)", "乙", ""),
    ("血栓通注射液", "甲", ""),
    ("血栓通胶囊", "乙", ""),
    ("复方血栓通胶囊", "甲", ""),
    ("氨甲环酸", "乙", "口服常释剂型"),
    ("氨甲苯酸", "甲", "口服常释剂型"),
    ("贝前列素", "甲", "口服常释剂型"),
    ("贝前列素钠缓释片", "乙", ""),
    ("人生长激素(重组人生长激素)", "乙", "注射剂"),
    ("度拉糖肽注射液", "乙", ""),
]


@pytest.fixture
def held():
    items, document = made(*ROWS)
    return DrugCatalogue(items, [document])


def said(step):
    """Lines of an answer that give a class, as (row, class)."""
    lines = [line for line in step.text.splitlines() if "：医保" in line]
    return [(line.split("：医保")[0].split("（")[0], line.split("：医保")[1][0]) for line in lines]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("依那普利跟贝那普利就差一个字，哪个甲哪个乙", [("依那普利", "甲"), ("贝那普利", "乙")]),
        ("依那普利、氨甲环酸、贝那普利都啥类", [("依那普利", "甲"), ("氨甲环酸", "乙"), ("贝那普利", "乙")]),
        ("归脾丸、人参归脾丸是一类吗", [("归脾丸(合剂)", "甲"), ("人参归脾丸", "乙")]),
    ],
)
def test_each_of_several_drugs_is_answered_from_its_own_row_and_cited(held, question, rows):
    step = drugs.step(question, held, ON)
    assert (said(step), len(step.citations)) == (rows, len(rows))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("玉屏风颗粒和胶囊报销类别一样吗", [("玉屏风颗粒", "甲"), ("玉屏风胶囊", "乙")]),
        ("玉屏风颗粒和玉屏风胶囊比，哪个是甲类", [("玉屏风颗粒", "甲"), ("玉屏风胶囊", "乙")]),
        ("卡马西平片和缓释片属哪一类", [("卡马西平", "甲"), ("卡马西平", "乙")]),
    ],
)
def test_two_forms_of_one_drug_are_both_answered(held, question, rows):
    assert said(drugs.step(question, held, ON)) == rows


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("卡马西平就普通片，不带缓释俩字的，分哪一类", ("卡马西平", "甲")),
        ("贝前列素钠片是甲的还是乙的", ("贝前列素", "甲")),
        ("打的双黄连报类别是什么", ("双黄连注射液注射用双黄连(冻干)", "乙")),
    ],
)
def test_a_form_said_loosely_chooses_its_row(held, question, row):
    assert said(drugs.step(question, held, ON)) == [row]


def test_a_name_that_is_not_meant_is_left_out(held):
    step = drugs.step("氨甲环酸片，环保的环，不是氨甲苯酸，甲的乙的", held, ON)
    assert said(step) == [("氨甲环酸", "乙")]


def test_where_a_substance_comes_from_may_be_left_out_of_its_name(held):
    assert said(drugs.step("给孩子打的生长激素限什么情况", held, ON)) == [
        ("人生长激素(重组人生长激素)", "乙")
    ]


@pytest.mark.parametrize(
    ("earlier", "message", "row"),
    [
        ("玉屏风颗粒甲类吧", "可我买回来是胶囊，那是哪类", ("玉屏风胶囊", "乙")),
        ("玉屏风颗粒是哪类", "胶囊的也是？", ("玉屏风胶囊", "乙")),
        ("双黄连胶囊几类", "那输液的双黄连呢", ("双黄连注射液注射用双黄连(冻干)", "乙")),
        ("卡马西平缓释片几类", "普通片呢", ("卡马西平", "甲")),
        ("复方血栓通胶囊是哪类", "不对，是血栓通", ("血栓通胶囊", "乙")),
    ],
)
def test_a_follow_up_changes_the_form_or_the_drug_and_keeps_the_rest(held, earlier, message, row):
    assert said(drugs.follow_up(message, earlier, held, ON)) == [row]


@pytest.mark.parametrize(
    ("earlier", "message"),
    [
        ("失业金怎么领", "那胶囊的呢"),
        ("玉屏风颗粒是哪类", "失业金怎么领"),
        ("玉屏风颗粒是哪类", "那替尔泊肽片呢"),
    ],
)
def test_what_goes_on_about_no_drug_held_is_no_follow_up(held, earlier, message):
    assert drugs.follow_up(message, earlier, held, ON) is None


@pytest.mark.parametrize("asks", ["头一回开得去多大的医院", "最多报几支", "几岁的给报", "限几级医院"])
def test_limits_are_asked_in_many_ways(held, asks):
    assert said(drugs.step(f"度拉糖肽{asks}", held, ON)) == [("度拉糖肽注射液", "乙")]


@pytest.mark.parametrize(
    ("question", "name"),
    [("替尔泊肽打一针能走医保吗", "替尔泊肽"), ("带状疱疹疫苗是哪类", "带状疱疹疫苗")],
)
def test_a_drug_that_is_not_held_is_said_not_to_be(held, question, name):
    step = drugs.step(question, held, ON)
    assert (step.outcome, f"「{name}」" in step.text) == ("unknown", True)


@pytest.mark.parametrize(
    "question", ["带状疱疹疫苗给报吗", "身份证照片在哪拍", "门诊报销比例是多少", "甲方乙方怎么签合同"]
)
def test_an_ordinary_question_is_none_for_the_catalogue(held, question):
    assert drugs.step(question, held, ON) is None


def test_clauses_on_one_drug_are_one_question(held):
    parts = ["度拉糖肽头一回开得去多大的医院", "社区能开不"]
    assert said(drugs.of_whole("，".join(parts), parts, held, ON)) == [("度拉糖肽注射液", "乙")]


@pytest.mark.parametrize("other", ["失业金能领几个月", "门诊报销比例是多少"])
def test_a_clause_on_another_matter_stays_a_question_of_its_own(held, other):
    parts = ["度拉糖肽是甲类吗", other]
    assert drugs.of_whole("，".join(parts), parts, held, ON) is None
    assert drugs.of_whole(f"{other}，甲类乙类什么区别", [other, "甲类乙类什么区别"], held, ON) is None


@pytest.mark.parametrize("name", ["度拉糖肽注射液", "卡马西平", "玉屏风颗粒", "血栓通胶囊"])
def test_a_message_that_is_only_a_name_is_told_its_rows(held, name):
    step = drugs.of_name(name, held, ON)
    assert (step.outcome, step.question) == ("answer", name)
    assert said(step)


@pytest.mark.parametrize("name", ["帕博利珠单抗", "火星再生素胶囊"])
def test_a_name_that_is_not_held_is_said_not_to_be(held, name):
    step = drugs.of_name(name, held, ON)
    assert (step.outcome, f"「{name}」" in step.text) == ("unknown", True)


@pytest.mark.parametrize("message", ["失业金", "身份证照片", "特病药", "医保"])
def test_a_message_that_names_something_else_names_no_drug(held, message):
    assert drugs.of_name(message, held, ON) is None


def test_a_name_that_only_sounds_like_a_part_is_not_offered(held):
    items, document = made(("参苏胶囊", "乙", ""))
    step = drugs.step("火星再生素胶囊是甲类还是乙类", DrugCatalogue(items, [document]), ON)
    assert (step.outcome, step.choices) == ("unknown", ())


def test_names_that_may_be_meant_stand_in_the_text():
    items, document = made(("苯磺贝他斯汀片", "乙", ""))
    step = drugs.step("苯磺酸氨氯贝他斯汀片是甲类还是乙类", DrugCatalogue(items, [document]), ON)
    assert step.outcome == "clarify"
    assert all(choice in step.text for choice in step.choices)


@pytest.mark.parametrize(
    "question", ["阿托伐他汀是甲类还是乙类", "帕博利珠单抗能报吗", "扑热息痛限几级医院", "司美格鲁肽能报销吗"]
)
def test_without_a_catalogue_a_drug_is_said_not_to_be_looked_up(question):
    step = drugs.step(question, DrugCatalogue((), ()), ON)
    assert step.outcome == "unknown"
    assert "没有收录国家医保药品目录" in step.text


@pytest.mark.parametrize(
    "question", ["甲类药和乙类药有什么区别", "乙类药要自己先付百分之多少", "药品报销比例是多少", "产假多少天"]
)
def test_without_a_catalogue_other_questions_are_none_for_it(question):
    assert drugs.step(question, DrugCatalogue((), ()), ON) is None
