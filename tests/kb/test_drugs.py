"""The drug catalogue answers exactly from its rows, hears misspelt names, and never guesses."""

import time
from datetime import date
from pathlib import Path

import pytest

from ingest import parse
from kb import drug_names
from kb.drugs import DrugCatalogue
from kb.item import Item
from kb.types import Authority, Document, Period

CATALOGUE = (
    Path(__file__).resolve().parents[2].parent / "shared" / "data" / "drug-catalog-2024" / "catalog.csv"
)


def catalogue(*rows, year=2024):
    document = Document(
        f"{year}.csv",
        f"药品目录（{year}年）",
        period=Period(date(year + 1, 1, 1), date(year + 1, 12, 31)),
        note=f"{year}年版",
    )
    items = [
        Item(
            number, f"drug-catalogue#{year}.csv#{number}", "table", document.name, name, f"{name}：医保{cls}类", "", "",
            0, document.period, Authority.RULE, "published",
            {"table": "drug-catalogue", "cells": {"name": name, "cls": cls, "dosage_form": form, "sheet": "西药部分"}}, 1,
        )
        for number, (name, cls, form) in enumerate(rows)
    ]  # fmt: skip
    return items, document


ROWS = [
    ("甲硝唑", "甲", "口服常释剂型"),
    ("甲硝唑", "乙", "注射剂"),
    ("苯磺贝他斯汀片", "乙", ""),
    ("美沙拉秦(美沙拉嗪)", "甲", "栓剂"),
    ("清热灵颗粒(片、胶囊)", "乙", ""),
    ("盐酸双福丁缓释片(Ⅲ)", "乙", ""),
]


@pytest.fixture
def small():
    items, document = catalogue(*ROWS)
    return DrugCatalogue(items, [document])


def classes(found):
    return [row.payload["cells"]["cls"] for row in found.rows]


def test_all_rows_of_a_drug_are_given_when_no_form_is_named(small):
    found = small.lookup("甲硝唑是甲类还是乙类")
    assert (found.status, classes(found), found.edition.name) == ("found", ["甲", "乙"], "2024年版")


@pytest.mark.parametrize(
    ("question", "cls"),
    [
        ("甲硝唑打针的是哪类", "乙"),
        ("甲硝唑片几类", "甲"),
        ("甲硝唑胶囊几类", "甲"),
        ("甲硝唑注射液几类", "乙"),
        ("甲硝唑，不是打针的，哪类", "甲"),
    ],
)
def test_the_form_asked_about_chooses_the_row(small, question, cls):
    found = small.lookup(question)
    if "不是" not in question:
        assert classes(found) == [cls]
    assert cls in classes(found)


@pytest.fixture
def called_otherwise():
    items, document = catalogue(
        ("小檗碱", "甲", "口服常释剂型"), ("别嘌醇", "甲", "口服常释剂型"), ("地西泮", "甲", "口服常释剂型"),
        ("甲状腺片", "甲", ""), ("氨己烯酸口服溶液用散", "乙", ""), ("氨基己酸", "乙", "注射剂"),
    )  # fmt: skip
    return DrugCatalogue(items, [document])


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("黄连素医保几类", "小檗碱"),
        ("黄莲素片是甲类吗", "小檗碱"),
        ("降尿酸那个别嘌呤醇是几类", "别嘌醇"),
        ("安定是甲类还是乙类", "地西泮"),
        ("氨己烯酸冲的散剂几类", "氨己烯酸口服溶液用散"),
    ],
)
def test_a_drug_is_known_by_its_common_name_also_misspelt(called_otherwise, question, row):
    found = called_otherwise.lookup(question)
    assert (found.status, {one.title for one in found.rows}) == ("found", {row})


@pytest.mark.parametrize("question", ["去安定医院开药医保能报吗", "甲状腺结节医保能报吗"])
def test_a_hospital_and_an_illness_are_no_drugs(called_otherwise, question):
    assert called_otherwise.lookup(question).status == "no_drug"


def test_a_form_that_is_not_listed_is_said_so_and_the_listed_ones_given(small):
    found = small.lookup("甲硝唑滴耳液是哪类")
    assert (found.status, found.form_listed, classes(found)) == ("found", False, ["甲", "乙"])


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("美沙拉嗪", "美沙拉秦(美沙拉嗪)"),
        ("美沙拉秦", "美沙拉秦(美沙拉嗪)"),
        ("清热灵胶囊", "清热灵颗粒(片、胶囊)"),
        ("清热灵", "清热灵颗粒(片、胶囊)"),
        ("双福丁", "盐酸双福丁缓释片(Ⅲ)"),
        ("盐酸双福丁", "盐酸双福丁缓释片(Ⅲ)"),
        ("苯磺贝他斯汀", "苯磺贝他斯汀片"),
    ],
)
def test_a_row_answers_to_every_name_it_has(small, asked, name):
    found = small.lookup(f"{asked}是甲类还是乙类")
    assert (found.status, [row.title for row in found.rows]) == ("found", [name])


@pytest.mark.parametrize("heard", ["苯磺贝他斯丁", "苯黄贝他斯汀", "笨磺贝塔斯汀"])
def test_a_name_that_sounds_alike_is_understood_and_marked(small, heard):
    found = small.lookup(f"请问{heard}是甲类还是乙类呀")
    assert (found.status, found.how, found.name) == ("found", "typo", "苯磺贝他斯汀片")
    assert found.asked == heard


def test_a_name_that_differs_in_more_than_sound_is_only_offered(small):
    found = small.lookup("苯磺贝他斯兰是甲类还是乙类")
    assert (found.status, found.near, found.rows) == ("near", ("苯磺贝他斯汀片",), ())


def test_a_drug_that_is_not_listed_is_not_found_in_that_edition(small):
    found = small.lookup("脑白金是甲类还是乙类")
    assert (found.status, found.asked, found.edition.name) == ("not_found", "脑白金", "2024年版")


@pytest.mark.parametrize(
    "question",
    [
        "甲类和乙类有什么区别",
        "失业金怎么领",
        "住院的乙类药先自付多少",
        "退休人员医保报销限制",
        "药品目录在哪里查",
    ],
)
def test_a_question_about_no_drug_is_none(small, question):
    assert small.lookup(question).status == "no_drug"


def test_the_edition_named_is_used_and_one_that_is_not_held_is_said_so():
    old, document = catalogue(("甲硝唑", "甲", ""))
    new, newer = catalogue(("甲硝唑", "乙", ""), year=2025)
    both = DrugCatalogue([*new, *old], [document, newer])
    assert classes(both.lookup("甲硝唑是甲类还是乙类")) == ["乙"]
    assert classes(both.lookup("2024年版目录里甲硝唑是甲类还是乙类")) == ["甲"]
    missing = both.lookup("2019年版目录里甲硝唑是甲类还是乙类")
    assert (missing.status, missing.year, missing.edition.name) == ("edition_not_held", 2019, "2025年版")
    assert [edition.year for edition in both.editions] == [2024, 2025]


def test_without_a_catalogue_nothing_is_found():
    assert DrugCatalogue([], []).lookup("甲硝唑是甲类还是乙类").status == "no_drug"


def test_whether_the_catalogue_is_asked_is_told_apart_from_how_to_take_a_drug(small):
    assert small.lookup("甲硝唑能报销吗").of_catalogue
    assert not small.lookup("甲硝唑一天吃几片").of_catalogue


def test_names_written_twice_in_a_cell_are_one():
    assert drug_names.aliases("瑞格列奈二甲双胍 Ⅰ瑞格列奈二甲双胍Ⅱ") == ("瑞格列奈二甲双胍",)
    assert drug_names.aliases("二甲双胍二甲双胍Ⅱ")[0] == "二甲双胍"


@pytest.fixture(scope="module")
def national():
    if not CATALOGUE.exists():
        pytest.skip(f"药品目录不在 {CATALOGUE}")
    from kb.item import from_row

    documents, items = {}, []
    options = parse.Options()
    for row in parse.parse(CATALOGUE, shown=CATALOGUE.name, folders=["drug-catalog-2024"], options=options):
        documents[row.document.name] = row.document
        draft = from_row(row.document, row.table_row)
        items.append(
            Item(
                len(items), draft.id, "table", draft.document, draft.title, draft.body, "", "", 0, draft.period,
                draft.authority, "published", draft.payload, 1,
            )
        )  # fmt: skip
    return DrugCatalogue(items, documents.values())


@pytest.mark.parametrize(
    ("question", "cls", "how"),
    [
        ("阿托伐他汀是甲类还是乙类", "乙", "name"),
        ("阿托法他听是甲类吗", "乙", "typo"),
        ("立普妥医保几类", "乙", "brand"),
        ("波立维是甲类吗", "乙", "brand"),
        ("布洛份缓释胶囊是甲类吗", "乙", "typo"),
        ("布洛芬口服普通片几类", "甲", "name"),
        ("硝本地平控释片是哪类", "甲", "typo"),
        ("藿香正气滴丸几类", "甲", "name"),
        ("连花清温胶囊是甲类吗", "甲", "typo"),
        ("蒙脱石散是甲类吗", "甲", "name"),
        ("左氧氟沙星滴眼液是甲类吗", "甲", "name"),
        ("硝酸甘油舌下含的那种片是甲是乙", "乙", "name"),
        ("氨氯地平阿托伐他汀是几类", "乙", "name"),
        ("孟鲁斯特钠咀嚼片是甲类吗", "乙", "typo"),
        ("您好，我爸血压高，医生给开的硝本地平缓释片，想问这个药医保是甲类还是乙类啊", "甲", "typo"),
    ],
)
def test_the_national_catalogue_answers(national, question, cls, how):
    found = national.lookup(question)
    assert (found.status, set(classes(found)), found.how) == ("found", {cls}, how)
    assert found.edition.document.period.end == date(2025, 12, 31)


def test_the_ailment_told_beside_a_drug_offers_no_other_drug(national):
    """前列腺大 sounds like 前列安栓, and is not what was asked about."""
    found = national.lookup("前列腺大，吃度他雄胺软胶囊，这个算甲类乙类")
    assert (found.status, found.asked, found.near) == ("not_found", "度他雄胺软胶囊", ())


@pytest.mark.parametrize(
    ("question", "asked", "name"),
    [
        ("肚子绞着疼去急诊，给打了一针山良菪碱，这针剂在医保里属于哪类？", "山良菪碱", "山莨菪碱"),
        ("引哚布芬片，放完支架换的这个，阿司匹林胃受不了。它是甲还是乙？", "引哚布芬", "吲哚布芬"),
        ("新斯地明打的那种针，重症肌无力用的，甲类还是乙类", "新斯地明", "新斯的明"),
        ("我姐胃癌打维迪西妥，医保报销有啥条条框框", "维迪西妥", "注射用维迪西妥单抗"),
        ("吃强力定弦片，这个算几类药", "强力定弦片", "强力定眩片(胶囊)"),
        ("奥斯他韦 感冒吃的那个 甲类还是乙类", "奥斯他韦", "奥司他韦"),
    ],
)
def test_a_misspelt_name_in_a_story_is_understood(national, question, asked, name):
    found = national.lookup(question)
    assert (found.status, found.how, found.asked, found.name) == ("found", "typo", asked, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("想吊参麦针，这针对医院级别有没有限制", "参麦注射液"),
        ("脑安这个药，除了胶囊，丸子那种也在目录里头吗", "脑安片(胶囊、 颗粒、 滴丸)"),
        ("结构脂肪乳(20%)/氨基酸(16)/葡萄糖(13%)限什么条件", "结构脂肪乳(20%)/氨基酸(16)/葡萄糖(13%)注射液"),
        ("磷碳酸氢钠血滤置换液什么情形才报", "磷/碳酸氢钠血滤置换液"),
        ("狂犬疫苗目录里限什么", "人用狂犬病疫苗(Vero细胞)"),
    ],
)
def test_a_name_is_known_as_people_shorten_it(national, question, name):
    found = national.lookup(question)
    assert (found.status, found.name) == ("found", name)


def test_words_before_a_form_that_sound_like_a_short_name_are_no_drug(national):
    found = national.lookup("打那个一百二十万一针的阿基仑赛注射液，它是甲类还是乙类")
    assert found.status != "found"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("阿莫西林双氯西林胶囊甲类还是乙类", "near"),
        ("奥施康定医保甲类还是乙类", "not_found"),
        ("九价疫苗是乙类吗", "not_found"),
        ("2025年版目录里阿托伐他汀是甲还是乙", "edition_not_held"),
        ("我要办异地就医备案", "no_drug"),
    ],
)
def test_what_the_national_catalogue_does_not_hold_is_never_guessed(national, question, status):
    found = national.lookup(question)
    assert (found.status, found.rows) == (status, ())


def test_the_restriction_is_that_of_the_row(national):
    (row,) = national.lookup("司美格鲁太注射液医保限什么").rows
    assert "2型糖尿病" in row.payload["cells"]["note"]


def test_a_question_takes_milliseconds(national):
    questions = ["阿托伐他汀是甲类还是乙类", "阿托法他听是甲类吗", "脑白金是甲类还是乙类", "失业金怎么领"]
    for question in questions:
        national.lookup(question)  # the sounds of its characters are looked up once
    started = time.process_time()
    for _ in range(10):
        for question in questions:
            national.lookup(question)
    assert (time.process_time() - started) / 40 < 0.005


NAMES = [
    ("华佗再造丸", "甲", ""),
    ("再造丸", "乙", ""),
    ("沙丁胺醇", "甲", "吸入剂"),
    ("盐酸左沙丁胺醇雾化吸入溶液", "乙", ""),
    ("脯氨酸加格列净片", "乙", ""),
    ("索拉非尼", "乙", "口服常释剂型"),
    ("诺西那生钠注射液", "乙", ""),
    ("氯雷他定", "乙", "口服液体剂"),
]


@pytest.fixture
def named():
    items, document = catalogue(*NAMES)
    return DrugCatalogue(items, [document])


@pytest.mark.parametrize(
    ("question", "name", "how"),
    [
        ("华陀再造丸甲类乙类", "华佗再造丸", "typo"),
        ("再造丸甲类乙类", "再造丸", "name"),
        ("左沙丁胺醇做雾化的 哪类", "盐酸左沙丁胺醇雾化吸入溶液", "name"),
        ("加格列净限啥人群", "脯氨酸加格列净片", "name"),
        ("多吉美医保几类", "索拉非尼", "brand"),
        ("诺西那生那个针 限什么病", "诺西那生钠注射液", "name"),
    ],
)
def test_the_whole_name_is_heard_however_it_is_written(named, question, name, how):
    found = named.lookup(question)
    assert (found.status, found.name, found.how, len(found.rows)) == ("found", name, how, 1)


def test_a_drug_and_its_form_alone_are_a_question_on_it_and_how_it_is_taken_is_not(named):
    assert named.lookup("氯雷他定糖浆那种口服液体的呢").of_catalogue
    assert not named.lookup("氯雷他定糖浆一天喝几次呢").of_catalogue
