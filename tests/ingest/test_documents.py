"""Documents of every format: split by article, heading and table, with title, place and authority."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import ingest
from ingest.documents import parse
from ingest.readers.word_numbers import chinese
from kb.types import Authority

LAW = """# 北京市试验条例

2020年3月27日 北京市第十五届人民代表大会常务委员会第二十次会议通过

<!-- INFO END -->

## 第一章　总　　则

第一条 为了试验，制定本条例。

第二条 有下列情形之一的，可以申请：

（一）年满六十周岁的；

（二）残疾的。

## 第二章 附则

第三条 本条例自2020年4月28日起施行。《北京市试验办法》同时废止。
"""
NOTICE = """北京市医疗保障局
关于调整门诊报销比例的通知
京医保发〔2025〕3号
各区医疗保障局：
一、自2025年7月1日起，门诊报销比例调整为百分之七十。
二、本通知自2025年7月1日起施行。
北京市医疗保障局
2025年6月20日
（此件公开发布）
"""


def put(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_passage_is_one_article_with_its_items_chapter_and_number(tmp_path):
    parsed = parse(put(tmp_path, "条例.md", LAW))
    assert [passage.locator for passage in parsed.passages] == ["第一条", "第二条", "第三条"]
    assert parsed.passages[1].text.endswith("（二）残疾的。")
    assert parsed.passages[1].heading == ("第一章 总则",)
    assert parsed.passages[2].heading == ("第二章 附则",)
    assert parsed.document.title == "北京市试验条例"
    assert parsed.document.issuer == "北京市人民代表大会常务委员会"
    assert parsed.document.region == "110000"
    assert parsed.document.repeals == ("北京市试验办法",)


def test_a_plain_notice_gives_title_number_issuer_and_dates(tmp_path):
    parsed = parse(put(tmp_path, "通知.txt", NOTICE))
    document = parsed.document
    assert document.title.endswith("关于调整门诊报销比例的通知")
    assert document.number == "京医保发〔2025〕3号"
    assert document.issuer == "北京市医疗保障局"
    assert document.region == "110000"
    assert (str(document.issued), str(document.period.start)) == ("2025-06-20", "2025-07-01")
    assert document.authority is Authority.RULE
    assert [passage.locator for passage in parsed.passages if passage.locator] == ["一、", "二、"]
    assert "此件公开发布" not in "".join(passage.text for passage in parsed.passages)


def test_a_long_article_is_split_at_items_and_repeats_its_lead_in(tmp_path):
    items = "\n\n".join(f"（{chinese(number)}）{'条件' * 30}{number}；" for number in range(1, 31))
    parsed = parse(put(tmp_path, "办法.md", f"# 办法\n\n第五条 有下列情形之一的：\n\n{items}\n"))
    assert len(parsed.passages) > 2
    assert {passage.locator for passage in parsed.passages} == {"第五条"}
    assert all(passage.text.startswith("第五条 有下列情形之一的：") for passage in parsed.passages)
    whole = "".join(passage.text for passage in parsed.passages)
    assert all(whole.count(f"{'条件' * 30}{number}；") == 1 for number in range(1, 31))


def test_a_table_keeps_its_header_row_in_every_piece(tmp_path):
    rows = "\n".join(f"| 第{number}级 | {'很长的说明' * 8}{number} |" for number in range(40))
    parsed = parse(put(tmp_path, "标准.md", f"# 标准\n\n## 表\n\n| 等级 | 说明 |\n| --- | --- |\n{rows}\n"))
    assert len(parsed.passages) > 2
    assert all(passage.table and passage.text.startswith("| 等级 | 说明 |") for passage in parsed.passages)
    assert sum(passage.text.count("很长的说明1") == 0 for passage in parsed.passages) < len(parsed.passages)


def test_a_question_keeps_its_own_answer(tmp_path):
    parsed = parse(
        put(tmp_path, "热点问答.md", "# 热点问答\n\n**一、能领吗？**\n\n能。\n\n**二、多久？**\n\n12个月。\n")
    )
    assert [(passage.heading[-1], passage.text) for passage in parsed.passages] == [
        ("一、能领吗？", "能。"),
        ("二、多久？", "12个月。"),
    ]
    assert parsed.document.authority is Authority.OFFICIAL_QA


def test_html_keeps_the_text_and_drops_the_page(tmp_path):
    body = "<p>第一条 为了规范，制定本办法。</p><p>第二条 标准如下：</p>"
    html = (
        "<html><head><meta charset='gb2312'><meta name='ArticleTitle' content='试验办法'>"
        "<meta name='PubDate' content='2025-03-01'></head><body><nav>首页</nav><script>x()</script>"
        f"<div class='TRS_Editor'>{body}<table><tr><th>档次</th><th>金额</th></tr>"
        "<tr><td>一</td><td>2129元</td></tr></table>"
        f"<p>第三条 {'说明' * 40}。</p></div><footer>京ICP备</footer></body></html>"
    )
    path = tmp_path / "办法.html"
    path.write_bytes(html.encode("gb18030"))
    parsed = parse(path)
    assert parsed.document.title == "试验办法"
    assert str(parsed.document.issued) == "2025-03-01"
    assert [passage.locator for passage in parsed.passages] == ["第一条", "第二条", "第二条", "第三条"]
    assert parsed.passages[2].text == "| 档次 | 金额 |\n| 一 | 2129元 |"
    assert "首页" not in "".join(passage.text for passage in parsed.passages)


def test_word_keeps_headings_tables_and_automatic_article_numbers(tmp_path):
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    document.add_paragraph("试验管理办法", style="Title")
    document.add_paragraph("第一章 总则", style="Heading 1")
    for text in ("为了试验，制定本办法。", "标准见下表。"):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        )
    table = document.add_table(rows=2, cols=2)
    for index, text in enumerate(("档次", "金额", "一", "2129元")):
        table.cell(index // 2, index % 2).text = text
    document.save(tmp_path / "办法.docx")
    parsed = parse(tmp_path / "办法.docx")
    assert parsed.document.title == "试验管理办法"
    assert [(passage.locator, passage.table) for passage in parsed.passages] == [
        ("第一条", False),
        ("第二条", False),
        ("第二条", True),
    ]
    assert parsed.passages[0].text == "第一条 为了试验，制定本办法。"
    assert parsed.passages[0].heading == ("第一章 总则",)


def test_pdf_lines_become_paragraphs_and_margins_go(tmp_path):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(tmp_path / "试验办法.pdf"))
    long = "第一条 为了规范医疗保险经办服务的各项工作，保障参保人员的合法权益，根据有关法律法规，结合本市的"
    for page in range(3):
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(60, 800, "内部资料注意保存")
        if page == 0:
            canvas.drawString(60, 760, long)
            canvas.drawString(60, 745, "实际情况，制定本办法。")
        canvas.drawString(60, 700, f"第{chinese(page + 2)}条 这是第{page + 2}条的内容，应当独立成段。")
        canvas.drawString(280, 40, f"- {page + 1} -")
        canvas.showPage()
    canvas.save()
    parsed = parse(tmp_path / "试验办法.pdf")
    assert [passage.locator for passage in parsed.passages] == ["第一条", "第二条", "第三条", "第四条"]
    assert parsed.passages[0].text == f"{long}实际情况，制定本办法。"
    assert "内部资料" not in "".join(passage.text for passage in parsed.passages)


@pytest.mark.parametrize(
    ("name", "folders", "region"),
    [
        ("上海市社会救助条例", (), "310000"),
        ("德州市养老服务条例", ("山东",), "371400"),
        ("人口与计划生育条例", ("beijing", "laws"), "110000"),
        ("中华人民共和国社会保险法", ("北京",), ""),
        ("工伤保险条例", ("行政法规",), ""),
    ],
)
def test_a_document_holds_where_title_or_folder_say(tmp_path, name, folders, region):
    path = put(tmp_path, "a.md", f"# {name}\n\n第一条 内容。\n")
    assert parse(path, folders=folders).document.region == region
    assert parse(path, folders=folders, region="120000").document.region == "120000"


@pytest.mark.parametrize(
    ("title", "text", "folder", "authority"),
    [
        ("劳动仲裁攻略", "出自 https://github.com/somebody/996", "其他", Authority.UNOFFICIAL),
        ("加班费的时效如何认定", "基本案情……", "案例", Authority.CASE),
        ("关于调整失业保险金标准的通告", "现通告如下", "x", Authority.RULE),
        ("门诊报销怎么办", "到医院刷卡。", "x", Authority.OFFICIAL_QA),
    ],
)
def test_authority_follows_from_who_issued_what(tmp_path, title, text, folder, authority):
    assert (
        parse(put(tmp_path, "a.md", f"# {title}\n\n{text}\n"), folders=(folder,)).document.authority
        is authority
    )


def test_a_document_read_again_is_unchanged_and_an_edited_one_replaced(tmp_path, store):
    path = put(tmp_path, "条例.md", LAW)
    assert ingest([path], store).added == 1
    assert ingest([path], store).unchanged == 1
    put(tmp_path, "条例.md", LAW.replace("（二）残疾的。", "（二）残疾的，或者患病的。"))
    assert ingest([path], store).updated == 1
    assert "患病" in store.passages["条例.md"][1].text


def test_a_document_is_not_published_as_a_draft(tmp_path, store):
    report = ingest([put(tmp_path, "条例.md", LAW)], store, draft=True)
    assert store.held == {}
    assert "--draft" in report.errors[0].reason
