"""Who and what the tests of the desk are about."""

from datetime import date

from desk.orders import Actor

TODAY = date(2026, 11, 23)  # a Monday
AGENT = Actor("坐席甲", "agent")
OTHER = Actor("坐席乙", "agent")
LEAD = Actor("班长", "supervisor")
REVIEWER = Actor("审核员", "reviewer")
WAGES = {
    "request_type": "投诉",
    "area": "劳动关系",
    "caller_name": "王建国",
    "phone": "13800125678",
    "district": "110106",
    "employer": "北京鑫达通物流有限公司",
    "event_date": "2026-08",
    "amount": 24000,
    "summary": "公司从八月起拖欠工资",
    "expectation": "把工资给我",
}
