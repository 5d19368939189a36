"""A step or two on a material of a few sentences."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra `train`)")

from bench.finetune.course import Course, Weights  # noqa: E402
from bench.finetune.draws import Draws, Sizes  # noqa: E402
from bench.finetune.encoder import Encoder  # noqa: E402
from bench.finetune.learn import Plan, learn  # noqa: E402
from bench.finetune.material import Asked, Material  # noqa: E402
from bench.finetune.recall import measure  # noqa: E402
from bench.finetune.texts import Texts  # noqa: E402

CPU = torch.device("cpu")
WORDINGS = [
    ("失业金能领多久", 0), ("丢了工作能拿几个月的钱", 0), ("没工作了有补助吗", 0), ("失业了领几个月", 0),
    ("产假有多少天", 1), ("生孩子能歇多久", 1), ("生娃放几天假", 1), ("产假休多长时间", 1),
    ("别的事", 2),
]  # fmt: skip
ANSWERS = ["失业金最长领二十四个月。", "产假一百五十八天。", "请到窗口办理。"]
PASSAGES = [
    "失业保险条例 领取失业保险金的期限最长为二十四个月。",
    "女职工劳动保护特别规定 女职工生育享受产假。",
    "公证法 公证机构办理公证应当遵守法律。",
]
UTTERANCES = ["喂你好", "今天天气怎么样", "再见"]
SIZES = Sizes(pairs=2, answers=2, articles=2, passages=2, excerpts=2, utterances=2)


@pytest.fixture(scope="module")
def material():
    texts = [
        *((text, "query") for text, _ in WORDINGS), *((text, "passage") for text in (*ANSWERS, *PASSAGES)),
        *((text, "query") for text in UTTERANCES),
    ]  # fmt: skip
    held_out = np.zeros(len(WORDINGS), dtype=bool)
    held_out[[3, 7]] = True
    return Material(
        texts=texts,
        wordings=np.arange(9),
        entry_of=np.array([entry for _, entry in WORDINGS]),
        held_out=held_out,
        answers=np.array([9, 10, 11]),
        passages=np.array([12, 13, 14]),
        asked_passages=np.zeros(0, dtype=np.int64),
        articles={0: np.array([0]), 1: np.array([1])},
        utterances=np.array([15, 16, 17]),
        asked=[Asked(3, frozenset({0}))],
    )


@pytest.fixture(scope="module")
def texts(material, tokenizer):
    return Texts.cut(material.texts, tokenizer, CPU)


@pytest.fixture
def draws(material, texts, tokenizer):
    return Draws(material, texts, tokenizer, SIZES, np.random.default_rng(0))


def test_pairs_are_two_wordings_of_an_entry_and_none_that_is_held_out(draws, material):
    for _ in range(20):
        draw = draws.draw()
        assert (material.entry_of[draw.first] == material.entry_of[draw.second]).all()
        assert (draw.first != draw.second).all()
        drawn = [*draw.first, *draw.second, *draw.answered_wordings, *draw.citing_wordings]
        assert not material.held_out[drawn].any()


def test_an_entry_with_one_wording_is_not_taught(draws):
    assert sorted(draws.wordings) == [0, 1]


def test_a_citing_wording_comes_with_an_article_of_its_entry(draws, material):
    for _ in range(5):
        draw = draws.draw()
        assert (material.entry_of[draw.citing_wordings] == draw.citing).all()
        assert all(
            cited in material.articles[entry] for entry, cited in zip(draw.citing, draw.cited, strict=True)
        )


def test_an_excerpt_is_a_piece_of_its_passage_read_as_a_question(draws, texts, material, tokenizer):
    opening = tokenizer.opening("query")
    for _ in range(5):
        draw = draws.draw()
        for passage, excerpt in zip(draw.excerpted, draw.excerpts, strict=True):
            whole = texts.one(material.passages[passage])
            assert (excerpt[: len(opening)], excerpt[-1]) == (opening, whole[-1])
            piece = excerpt[len(opening) : -1]
            assert 1 <= len(piece) <= 24
            assert any(whole[at : at + len(piece)] == piece for at in range(len(whole)))


@pytest.fixture
def with_a_law(material):
    """The same where what is asked of the last passage is known: taught as an entry behind the others."""
    texts = [*material.texts, ("公证处怎么收费", "query"), ("办公证贵不贵", "query")]
    return replace(
        material,
        texts=texts,
        wordings=np.append(material.wordings, [len(texts) - 2, len(texts) - 1]),
        entry_of=np.append(material.entry_of, [3, 3]),
        held_out=np.append(material.held_out, [False, False]),
        answers=np.append(material.answers, material.passages[2]),
        asked_passages=np.array([2]),
        articles={0: np.array([0]), 1: np.array([1, 2])},
    )


def test_an_asked_passage_is_taught_as_an_entry(with_a_law, tokenizer):
    texts = Texts.cut(with_a_law.texts, tokenizer, CPU)
    draws = Draws(with_a_law, texts, tokenizer, SIZES, np.random.default_rng(0))
    assert (with_a_law.entries, sorted(draws.wordings)) == (3, [0, 1, 3])
    assert list(with_a_law.also_right()) == [(1, 3)]
    for _ in range(5):
        draw = draws.draw()
        assert 3 in draw.answered
        assert (with_a_law.entry_of[draw.answered_wordings] == draw.answered).all()


def test_what_is_also_right_is_not_held_against_a_question(with_a_law, tokenizer, file):
    texts = Texts.cut(with_a_law.texts, tokenizer, CPU)
    encoder = Encoder(file)
    vectors = encoder.vectors(texts)
    course = Course(encoder, with_a_law, texts, vectors, vectors, [0, 1, 3], Weights())
    answers = with_a_law.answers[[3, 1, 0]]
    assert course._also_right(np.array([3, 1, 0]), answers).tolist() == [
        [False, True, False],
        [True, False, False],
        [False, False, False],
    ]


def test_learning_lowers_the_loss_and_changes_vectors(material, texts, tokenizer, file):
    encoder = Encoder(file)
    before = encoder.vectors(texts)
    losses = learn(encoder, material, texts, tokenizer, before, before, Plan(steps=8, sizes=SIZES))
    assert sum(losses[-3:]) < sum(losses[:3])
    after = encoder.vectors(texts)
    assert torch.allclose(after.norm(dim=1), torch.ones(len(texts)), atol=1e-5)
    assert 0.5 < (before * after).sum(1).mean() < 0.9999


def test_recall_counts_first_and_among_five(material):
    vectors = torch.nn.functional.normalize(
        torch.randn(len(material.texts), 384, generator=torch.Generator().manual_seed(0)), dim=1
    )
    vectors[3], vectors[9] = (
        vectors[0],
        vectors[0],
    )  # a held-out wording and its answer lie on a taught wording
    rows = {row.what: row for row in measure(material, vectors)}
    assert rows["没教过的说法：最近的说法"].questions == 2
    assert rows["没教过的说法：最近的说法"].first >= 0.5
    assert rows["没教过的说法：最近的说法"].five == 1
    assert rows["没教过的说法：条文"].questions == 2
    assert (rows["开发题：答案"].questions, rows["开发题：最近的说法"].first) == (1, 1.0)
