"""A sum inside real turns: the seam, the memory between turns, the citations and the record."""


async def test_a_sum_is_answered_with_its_sources(say):
    reply = await say("工作8年被辞退赔多少")
    assert reply.outcome == "answer" and "8个月工资" in reply.text
    assert {(c.kind, c.document, c.locator) for c in reply.citations} == {
        ("fact", "中华人民共和国劳动合同法", "第四十七条"),
        ("fact", "中华人民共和国劳动合同法", "第八十七条"),
    }


async def test_inputs_of_later_turns_complete_the_sum_and_choices_can_be_numbered(say):
    asked = await say("我什么时候退休", "1978年5月")
    assert asked.outcome == "clarify" and asked.suggestions[0] == "男"
    reply = await say("我什么时候退休", "1978年5月", "第二个")
    assert "女职工（原50岁）" in reply.text and "2030年2月" in reply.text


async def test_an_answer_to_us_goes_on_with_the_sum_however_near_an_entry_is(say):
    asked = await say("我多大能退休", "1970年")
    assert (asked.outcome, "几月" in asked.text) == ("clarify", True)
    assert "61岁5个月" in (await say("我多大能退休", "1970年", "5月", "男")).text


async def test_words_to_the_conversation_are_heard_where_another_system_keeps_it(say):
    asked = ("失业金怎么申请", "产假多少天")
    assert "158天" in (await say("再说一遍", history=asked)).text
    assert "失业" in (await say("返回上一步", history=asked)).text
    assert (await say("再说一遍", history=(*asked, "重新开始"))).outcome == "chitchat"
    assert "9年" in (await say("9年", history=("我交了8年失业保险能领几个月", "改一下"))).text


async def test_a_word_to_the_conversation_takes_nothing_from_evidence(say):
    again = await say("产假多少天", "再说一遍")
    first = await say("产假多少天")
    assert (again.text, again.citations, again.suggestions) == (
        first.text,
        first.citations,
        first.suggestions,
    )
    assert first.text.startswith((await say("产假多少天", "说简单点")).text.removeprefix("简单说："))
    assert (await say("产假多少天", "取消", "再说一遍")).citations == ()


async def test_thanks_leave_the_sum_and_a_correction_finds_it(say):
    reply = await say("我70年5月生，男，什么时候退休", "谢谢", "不对，是71年5月")
    assert "2033年1月" in reply.text


async def test_another_question_ends_the_sum_and_is_answered_from_its_entry(say):
    reply = await say("我什么时候退休", "失业金最多领几个月")
    assert reply.outcome == "answer" and reply.citations[0].kind == "entry"
    assert "退休" not in (await say("我什么时候退休", "失业金最多领几个月", "70年5月")).text[:10]


async def test_a_figure_not_held_is_unknown_and_the_last_one_held_can_be_tapped(say):
    reply = await say("我工资一万，每个月社保扣多少")
    assert reply.outcome == "unknown" and "社会保险缴费工资基数·下限" in reply.text
    then = await say("我工资一万，每个月社保扣多少", reply.suggestions[0])
    assert then.outcome == "answer" and "1053元" in then.text


async def test_a_sum_and_another_question_are_both_answered(say):
    reply = await say("上了八年班年假是几天啊？失业金最多领几个月？")
    assert reply.outcome == "answer" and "5天" in reply.text and "24个月" in reply.text


async def test_two_clauses_of_one_sum_are_answered_once(say):
    reply = await say("交了两年失业险被裁了，失业金领几个月，一共多少钱")
    assert reply.text.count("12774元") == 1 and "「" not in reply.text


async def test_a_conversation_the_caller_keeps_completes_a_sum(say):
    reply = await say("70年5月的男的", history=["我什么时候退休"])
    assert "2031年10月" in reply.text


async def test_the_insured_type_chosen_on_the_page_is_used(say):
    reply = await say("门诊花了5000，三级医院，能报多少", insured_type="retired")
    assert reply.outcome == "clarify" and "70岁" in reply.text
