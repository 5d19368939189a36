import logging
from collections import Counter
from importlib.resources import files

import pytest

from kb import starter
from kb.text import normalise
from retrieval import tokens


def characters(texts):
    return tokens.Cut.of(texts).characters


def sounds(texts):
    return tokens.Cut.of(texts).sounds


def test_digits_and_letters_stay_whole():
    keys, lengths = characters(["2024年", "2025年"])
    assert lengths.tolist() == [3, 3]
    assert len(set(keys.tolist())) == 5


def test_texts_do_not_run_into_each_other():
    apart, _ = characters(["医保", "社保"])
    together, _ = characters(["医保社保"])
    assert len(together) == len(apart) + 1


def test_characters_that_sound_alike_are_one_sound():
    right, _ = sounds(["生育津贴"])
    misheard, _ = sounds(["声玉金帖"])
    assert right.tolist() == misheard.tolist()


def test_full_width_and_traditional_forms_are_the_same_text():
    assert tokens.characters("醫療保險ＡＢＣ") == tokens.characters("医疗保险abc")


def test_words_of_the_trade_stay_whole():
    assert "灵活就业" in "".join(tokens.words("灵活就业人员怎么参保"))
    assert "慢特病" in tokens.words("门诊慢特病") or "门诊慢特病" in tokens.words("门诊慢特病")


def test_words_are_those_of_the_python_jieba(monkeypatch):
    """The Rust edition is there for its speed alone; digits, letters and what stands beside them included."""
    jieba = pytest.importorskip("jieba", reason="jieba is a peer in the benchmarks, not part of the product")
    jieba.setLogLevel(logging.WARNING)
    original = jieba.Tokenizer()
    original.initialize()
    words = files("retrieval").joinpath("data/domain-words.txt").read_text(encoding="utf-8").split()
    for word in words:
        original.add_word(word)

    def cut(text):
        return [w for w in original.cut_for_search(normalise(text)) if tokens._word_keys()[w] >= 0]

    texts = [text for entry in starter.load().entries for text in (*entry.wordings, entry.answer)]
    texts += ["限3-12岁，0.25g*7片", "18AA-II注射液 HMG-CoA还原酶", "15天内4.5%", "第三代5G手机A类医院"]
    other = [text for text in texts if Counter(cut(text)) != Counter(tokens.words(text))]
    assert len(other) <= len(texts) // 2000


def test_every_text_has_its_terms_also_when_cut_together():
    texts = ["失业保险金能领几个月？", "", "2024年度职工医保缴费基数", "的"]
    words, lengths = tokens.Cut.of(texts).words
    assert lengths.tolist() == [len(tokens.words(text)) for text in texts]
    assert words.tolist() == [key for text in texts for key in tokens.Cut.of([text]).words[0].tolist()]
