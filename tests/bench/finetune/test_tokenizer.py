import pytest

ODD = [
    "",
    " ",
    "失业保险金最长能领多少个月？",
    "我在北京交了8年社保，2024年12月离职，1 个月能领多少",
    "ＡＢＣ１２３，全角　空格（括号）％",
    "HTTP 404 in a Chinese text 报错 foo_bar@example.com",
    "  前后都有空格  ",
    "中间   很多    空格",
    "㈱ﬁ½①Ⅷ㎡℃…——～",
    "\u2581元空格\u2581",
    "一行\n两行\t制表\r\n回车",
    "零宽\u200b字\u200d符\ufeff",
    "😀👨‍👩‍👧🇨🇳",
    "𠮷野家 𡃁 生僻字龘䶮",
    "ไทย العربية हिन्दी한국어",
    "e\u0301 合成 é",
    "前\0后",
    "\ue000\ufffd\x01\x7f",
    "哈" * 400,
    "a" * 400,
]


@pytest.mark.parametrize("role", ["query", "passage"])
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_a_text_has_as_many_tokens_as_the_engine_counts(text, role, tokenizer, engine):
    assert len(tokenizer.tokens(text, role)) == engine.token_count(text, is_query=role == "query")


def test_a_text_stands_between_the_tokens_at_its_ends(tokenizer):
    begin, *_, end = tokenizer.tokens("医保", "query")
    assert (begin, end) == (tokenizer.begin, tokenizer.end)
    assert tokenizer.tokens("医保", "query")[: len(tokenizer.opening("query"))] == tokenizer.opening("query")
    assert tokenizer.opening("query") != tokenizer.opening("passage")


def test_full_width_letters_are_plain_ones(tokenizer):
    assert tokenizer.tokens("ＡＢＣ１２３", "query") == tokenizer.tokens("ABC123", "query")


def test_a_text_longer_than_the_model_reads_is_cut(tokenizer):
    tokens = tokenizer.tokens("龘" * 2000, "passage")
    assert (len(tokens), tokens[-1]) == (512, tokenizer.end)
