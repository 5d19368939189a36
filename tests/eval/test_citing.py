import pytest

from eval.citing import comes_from, same_document, same_place

LAW = "社会保险法(2018-12-29).md"


@pytest.mark.parametrize(
    ("gold", "name"),
    [
        (LAW, LAW),
        (LAW, "中华人民共和国社会保险法"),
        (LAW, "《中华人民共和国社会保险法》"),
        (LAW, "社会保险法（2018-12-29）"),
        ("laws/社会法/社会保险法(2018-12-29).md", LAW),
        ("2024-08-07-失业保险金热点问答.md", "失业保险金热点问答"),
        ("2007-06-14-北京市失业保险规定（节选）.md", "北京市失业保险规定"),
        ("北京市优化营商环境条例(2024-11-29).md", "北京市优化营商环境条例"),
        ("关于印发《办法》的通知.docx", "关于印发〈办法〉的通知"),
    ],
)
def test_one_document_under_two_names(gold, name):
    assert same_document(gold, name)
    assert same_document(name, gold)


@pytest.mark.parametrize(
    ("gold", "name"),
    [
        (LAW, "社会保险经办条例"),
        (LAW, "社会保险法(2010-10-28).md"),
        (LAW, ""),
        ("北京市优化营商环境条例(2024-11-29).md", "北京市优化营商环境条例(2020-03-27).md"),
        ("工伤保险条例.md", "北京市实施《工伤保险条例》若干规定.md"),
        ("审理劳动争议案件解释（二）.md", "审理劳动争议案件解释（三）.md"),
        ("试行办法（试行）.md", "试行办法.md"),
    ],
)
def test_two_documents_stay_two(gold, name):
    assert not same_document(gold, name)


def test_the_title_stands_in_for_a_file_name_that_says_nothing():
    assert comes_from(LAW, "shebao_v3.pdf", "中华人民共和国社会保险法", "passage")


def test_another_edition_does_not_pass_by_its_title():
    assert not comes_from(LAW, "社会保险法(2010-10-28).md", "中华人民共和国社会保险法", "passage")


def test_the_question_of_an_entry_is_not_a_document():
    assert not comes_from("社会保险法", "经办条例", "社会保险法", "entry")


@pytest.mark.parametrize(
    ("gold", "locator", "same"),
    [
        ("第四十六条", "第46条", True),
        ("第四十六条", "第四十六条第二款", True),
        ("第六条", "第四十六条", False),
        ("第四条、第五条", "第五条", True),
        ("附件2", "附件 2", True),
        ("第四十六条", None, False),
        (None, "第一条", False),
        ("第二款", "第四十六条", False),
    ],
)
def test_locators_share_an_article(gold, locator, same):
    assert same_place(gold, locator) is same
