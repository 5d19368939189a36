"""Faithfulness, dialogue and cost."""

from eval.metrics import cost, dialogues, faithfulness
from eval.metrics.cost import Prices
from eval.metrics.dialogues import turns_needed
from eval.metrics.faithfulness import unsupported_sentences
from tests.eval.making import case, golden, reply

EVIDENCE = ["失业保险金最长领取24个月，由参保区的社保经办机构核定。《社会保险法》第四十六条"]


def checked(text, outcome="answer"):
    return unsupported_sentences(reply(text, outcome), EVIDENCE)


def test_a_sentence_that_the_cited_text_holds_is_supported():
    assert checked("失业保险金最长领取24个月。由参保区的社保经办机构核定。") == (2, ())


def test_an_invented_figure_article_and_claim_are_each_found_and_named():
    number, found = checked("最长领取36个月。依据第五十条。北京地铁票价由起步价和里程价组成。")
    assert number == 3
    assert "没有这个数字：36" in found[0]
    assert "没有这一条" in found[1]
    assert "相差太远" in found[2]


def test_the_lead_that_quotes_one_of_several_questions_is_no_statement():
    assert checked("「交了6年能领多久」：失业保险金最长领取24个月。") == (1, ())
    assert checked("如果您问的是“2026年能领99个月吗”：失业保险金最长领取24个月。") == (1, ())
    assert checked("如果您问的是“能领多久”：失业保险金最长领取36个月。")[1]


def test_sentences_the_assistant_says_of_itself_state_nothing():
    text = "「去河北看病」：抱歉，现有的政策资料里没有查到这个问题的确切依据，我不能随意回答。"
    assert checked(text, "partial") == (0, ())


def test_a_reply_that_answers_nothing_has_no_sentences_to_support():
    assert checked("最长领取36个月。", "unknown") == (0, ())


def test_what_a_calculator_gave_and_questions_to_choose_from_are_not_checked_against_the_text():
    assert checked("可领9个月，合计19161元。\n已知：累计缴费满3年不满4年。") == (0, ())
    assert checked("1. 北京居民医保每年什么时候集中缴费？", "partial") == (0, ())


def test_faithfulness_is_the_share_of_sentences_and_of_whole_answers():
    bad = ("最长36个月。（出处里没有这个数字：36）",)
    measured = faithfulness.measure(
        [case("a", sentences=3), case("b", sentences=1, unsupported=bad), case("c", outcome="unknown")]
    )
    assert (measured.answers, measured.sentences) == (2, 4)
    assert (measured.supported, measured.faithful, measured.figures) == (0.75, 0.5, 1)


def test_turns_needed_is_the_first_turn_that_holds_all_that_must_be_there():
    question = golden(turns=["一", "二", "三"], must=[["24个月"], ["60%"]])
    said = [reply("24个月"), reply("哪一个？", "clarify"), reply("24个月，60%")]
    assert turns_needed(question, said) == 3
    assert turns_needed(question, said[:2]) is None
    assert turns_needed(golden(expect="abstain", must=[]), said) is None


def test_dialogues_are_measured_over_conversations_of_several_turns_only():
    two = golden("b", turns=["一", "二"])
    measured = dialogues.measure(
        [
            case("a"),
            case("b", gold=two, turns_needed=2, asked_back=1),
            case("c", gold=golden("c", turns=["一", "二"]), right=False),
        ]
    )
    assert (measured.dialogues, measured.last_right, measured.completed) == (2, 0.5, 0.5)
    assert (measured.turns_needed, measured.asked_back) == (2.0, 0.5)
    assert dialogues.measure([case("a")]) is None


def test_cost_is_tokens_times_price():
    measured = cost.measure([case("a", tokens=(1000, 100)), case("b")], Prices(read=2, written=8))
    assert (measured.counted, measured.tokens_read, measured.tokens_written) == (1, 1000, 100)
    assert measured.yuan == 0.0028
