"""What leaves as an Excel file, and the counts of reports."""

from io import BytesIO

from openpyxl import load_workbook

from desk.orders import Filing, Query, masking, reports
from desk.orders.excel import workbook
from tests.desk.people import AGENT, TODAY, WAGES


def book(desk_, role, *tables):
    _, found = desk_.find(Query())
    data = workbook(found, desk_.definition_of, desk_.history, TODAY, role=role, reports=tables)
    return load_workbook(BytesIO(data))


def cells(sheet):
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_orders_and_their_steps_are_sheets(desk_, filed):
    found = book(desk_, "supervisor")
    [row] = cells(found["工单"])
    assert (row["工单号"], row["状态"], row["联系电话"], row["涉及金额"]) == (
        filed.number,
        "待审核",
        "13800125678",
        24000,
    )
    assert row["所在区"] == "丰台区"
    assert [step["操作"] for step in cells(found["流转记录"])] == ["登记", "市民确认"]


def test_a_role_that_need_not_know_sees_no_personal_data(desk_):
    story = {
        **WAGES,
        "summary": "我叫王建国，电话13800125678，公司拖欠工资",
        "id_number": "110101199003077715",
    }
    desk_.file(Filing(story), AGENT, TODAY, confirmed=True)
    text = "\n".join(str(cell.value) for row in book(desk_, "viewer")["工单"].iter_rows() for cell in row)
    assert "138****5678" in text
    for secret in ("13800125678", "王建国", "110101199003077715"):
        assert secret not in text
    assert "拖欠工资" in text


def test_what_a_citizen_wrote_never_runs_as_a_formula(desk_):
    desk_.file(Filing({**WAGES, "summary": '=HYPERLINK("http://x","点我")'}), AGENT, TODAY)
    [row] = cells(book(desk_, "supervisor")["工单"])
    assert row["内容摘要"].startswith("'=")


def test_a_report_counts_by_what_its_definition_names(desk_, filed):
    desk_.file(Filing({**WAGES, "area": "缴费"}), AGENT, TODAY, confirmed=True)
    desk_.file(Filing(WAGES), AGENT, TODAY, confirmed=True)
    definition = desk_.definition_of(filed)
    table = reports.run(
        definition, reports.report_of(definition, "按业务和诉求"), desk_.find(Query())[1], TODAY
    )
    assert table.heads == ("业务", "诉求类型")
    assert [(row.group, row.total) for row in table.rows] == [
        (("劳动关系", "投诉"), 2),
        (("缴费", "投诉"), 1),
    ]
    assert filed.number in table.rows[0].numbers
    sheet = cells(book(desk_, "supervisor", table)["按业务和诉求"])
    assert sheet[0]["件数"] == 2


def test_masking_leaves_nothing_of_a_number_to_guess():
    assert masking.masked_value("id_number", "id_number", "110101199003077715") == "110***********7715"
    assert masking.masked_value("phone", "phone", "67718832") == "****32"
    assert masking.masked_value("text", "caller_name", "欧阳小兰") == "欧***"
