"""The article that a question asks for: which document, which number, and whether it is asked for at all."""

from datetime import date

import pytest

from kb import articles
from tests.kb.making import document

HELD = [
    document(f"{title}.txt", title, start=start)
    for title, start in (
        ("中华人民共和国社会保险法", date(2011, 7, 1)),
        ("工伤保险条例", date(2011, 1, 1)),
        ("职工带薪年休假条例", date(2008, 1, 1)),
        ("劳动争议调解仲裁法", date(2008, 5, 1)),
        ("社会保险经办条例", date(2023, 12, 1)),
        ("社会保险费征缴暂行条例", date(2019, 3, 24)),
        ("北京市失业保险规定", date(2007, 6, 14)),
    )
]


@pytest.mark.parametrize(
    ("question", "title", "article"),
    [
        ("工伤保险条例第十七条", "工伤保险条例", 17),
        ("《工伤保险条例》第 17 条", "工伤保险条例", 17),
        ("工伤条例17条", "工伤保险条例", 17),
        ("请问社保法第四十六条是怎么规定的？", "中华人民共和国社会保险法", 46),
        ("社会保险法里第46条讲的是什么", "中华人民共和国社会保险法", 46),
        ("帮我查一下年休假条例第三条的全文", "职工带薪年休假条例", 3),
        ("劳动仲裁法二十七条啥意思", "劳动争议调解仲裁法", 27),
        ("失业保险规定第17条", "北京市失业保险规定", 17),
        ("社保法第四六条", "中华人民共和国社会保险法", 46),
        ("社保法一〇二条", "中华人民共和国社会保险法", 102),
    ],
)
def test_an_article_is_asked_for_by_any_name_of_its_document(question, title, article):
    asked = articles.asked(question)
    assert asked.articles == ((article, 0),)
    assert [[one.title for one in editions] for editions in articles.called(asked.title, HELD)] == [[title]]


@pytest.mark.parametrize(
    "question",
    [
        "按劳动合同法第四十七条我能拿多少钱",
        "公司按劳动合同法第40条辞退我，合法吗",
        "工伤保险条例有几条",
        "公司让我按第三条签字，怎么办",
        "失业金最多领24个月，这个依据的是哪一条",
    ],
)
def test_a_question_that_only_mentions_an_article_asks_for_none(question):
    assert articles.asked(question) is None


@pytest.mark.parametrize("name", ["仲裁法", "保险法", "上海市工伤保险条例", "社会保险条例实施办法"])
def test_another_documents_name_is_not_taken_for_a_short_one(name):
    assert articles.called(name, HELD) == []


def test_a_short_name_of_two_documents_is_both():
    assert len(articles.called("社保条例", HELD)) == 2


def test_paragraph_year_and_several_articles_are_read():
    asked = articles.asked("2018年的社会保险法第六十三条和第86条第二款")
    assert (asked.articles, asked.paragraph, asked.year) == (((63, 0), (86, 0)), 2, 2018)
    assert articles.asked("那第十八条呢", "工伤条例第17条").articles == ((18, 0),)


@pytest.mark.parametrize(
    ("number", "words"), [(10, "十"), (17, "十七"), (20, "二十"), (102, "一百零二"), (1179, "一千一百七十九")]
)
def test_numbers_are_written_as_laws_write_them(number, words):
    assert articles.in_words(number) == words
    assert articles.asked(f"民法典第{words}条").articles == ((number, 0),)


def test_the_edition_is_that_of_the_year_named_or_of_the_day():
    old = document("旧.txt", "办法", start=date(2011, 1, 1))
    new = document("新.txt", "办法", start=date(2020, 1, 1))
    assert articles.edition([old, new], None, date(2026, 1, 1)) is new
    assert articles.edition([old, new], 2011, date(2026, 1, 1)) is old
    assert articles.edition([old, new], None, date(2015, 1, 1)) is old


def test_items_belong_to_the_paragraph_that_lists_them():
    assert articles.paragraphs("有下列情形的：\n（一）甲；\n（二）乙。\n丙。") == [
        "有下列情形的：\n（一）甲；\n（二）乙。",
        "丙。",
    ]
