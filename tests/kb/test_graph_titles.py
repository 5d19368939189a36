"""A question names a document in many ways."""

from datetime import date

import pytest

from kb.errors import GraphError
from kb.graph import build
from kb.graph.around import around, resolve
from kb.graph.picture import html, svg
from kb.graph.titles import named
from tests.kb.making import document, entry

OLD = document(
    "个体(2016).md",
    "个体工商户条例",
    date(2016, 2, 6),
    repeals=("城乡个体工商户管理暂行条例",),
    superseded_by="促进个体工商户发展条例",
)
NEW = document("促进.md", "促进个体工商户发展条例", date(2022, 11, 1), repeals=("个体工商户条例",))
LAW = document("社保法.md", "中华人民共和国社会保险法")
BEIJING = document("中医.md", "北京市中医药条例", repeals=("北京市发展中医条例",))
COURT = document("三.md", "最高人民法院关于审理劳动争议案件适用法律若干问题的解释（三）")
EXPERTS = document("专家.md", "国务院关于高级专家退休问题的补充规定")
GRAPH = build([], [OLD, NEW, LAW, BEIJING, COURT, EXPERTS])


@pytest.mark.parametrize(
    ("question", "node"),
    [
        ("社会保险法还有效吗", "document:社保法.md"),
        ("《个体工商户条例》作废了没", "document:个体(2016).md"),
        ("城乡个体工商户管理暂行条例现在按哪个", "title:城乡个体工商户管理暂行条例"),
        ("北京那个发展中医条例还算数吗", "title:北京市发展中医条例"),
        ("劳动争议司法解释三还有效吗", "document:三.md"),
        ("高级专家退休问题的补充规定还执行吗", "document:专家.md"),
    ],
)
def test_a_document_is_found_by_title_short_title_or_nearly_so(question, node):
    assert named(question, GRAPH).node == node


@pytest.mark.parametrize("question", ["失业金领几个月", "我的社保卡还能用吗", "条例规定"])
def test_a_question_without_a_title_names_none(question):
    assert named(question, GRAPH) is None


def test_the_chain_of_one_that_is_not_held_goes_on_through_those_that_are():
    chain = GRAPH.successors("title:城乡个体工商户管理暂行条例")
    assert chain == ["document:个体(2016).md", "document:促进.md"]


def test_a_neighbourhood_gathers_what_the_entries_of_a_matter_say():
    graph = build(
        [
            entry("a", "工伤认定要什么材料？", "带身份证、诊断证明。"),
            entry("b", "工伤认定去哪里办？", "带身份证到区人社局。"),
        ],
        [],
    )
    groups = {group.label: dict(group.nodes) for group in around(graph, "matter:工伤认定")}
    assert groups["需要材料"] == {"material:身份证": 2, "material:诊断证明": 1}
    assert set(groups["说这件事的条目"]) == {"entry:a", "entry:b"}
    assert resolve(graph, "工伤认定") == "matter:工伤认定"
    with pytest.raises(GraphError, match="没有「不存在」"):
        resolve(graph, "不存在")


def test_a_drawing_stands_alone_and_shows_names_as_text():
    graph = build(
        [
            entry(
                "a",
                "工伤认定？",
                "带身份证<b>。",
            )
        ],
        [],
    )
    groups = around(graph, "matter:工伤认定")
    drawn = svg("matter:工伤认定", groups, lambda node: f"{node}<x>&")
    assert drawn.startswith("<svg") and drawn.endswith("</svg>")
    assert "material:身份证&lt;x&gt;&amp;" in drawn and "<x>" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in html("matter:工伤认定", groups)


def test_a_crowded_group_is_counted_not_drawn():
    entries = [entry(f"e{number}", f"工伤认定第{number}问？") for number in range(20)]
    graph = build(entries, [])
    assert "另有 12 个" in svg("matter:工伤认定", around(graph, "matter:工伤认定"))
