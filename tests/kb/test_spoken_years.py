import pytest

from kb.spoken_years import in_digits


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("二零二四年十一月最低工资多少", "2024年11月最低工资多少"),
        ("二〇二五年的缴费基数", "2025年的缴费基数"),
        ("查二三年十月社保基数", "查2023年10月社保基数"),
        ("他六七年六月的", "他1967年6月的"),
        ("七六年生的", "1976年生的"),
        ("零三年来的北京", "2003年来的北京"),
        ("2024年三月", "2024年3月"),
        ("一九九八年参加工作", "1998年参加工作"),
    ],
)
def test_years_in_words(said: str, written: str) -> None:
    assert in_digits(said) == written


@pytest.mark.parametrize(
    "said", ["干了二三年", "六七年工龄", "十五年", "三年零四个月", "二十四年", "一二年的事"]
)
def test_lengths_stay(said: str) -> None:
    assert in_digits(said) == said
