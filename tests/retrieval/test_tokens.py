from retrieval import tokens


def test_digits_and_letters_stay_whole():
    keys, lengths = tokens.character_keys(["2024年", "2025年"])
    assert lengths.tolist() == [3, 3]
    assert len(set(keys.tolist())) == 5


def test_texts_do_not_run_into_each_other():
    apart, _ = tokens.character_keys(["医保", "社保"])
    together, _ = tokens.character_keys(["医保社保"])
    assert len(together) == len(apart) + 1


def test_characters_that_sound_alike_are_one_sound():
    right, _ = tokens.sound_keys(["生育津贴"])
    misheard, _ = tokens.sound_keys(["声玉金帖"])
    assert right.tolist() == misheard.tolist()


def test_full_width_and_traditional_forms_are_the_same_text():
    assert tokens.characters("醫療保險ＡＢＣ") == tokens.characters("医疗保险abc")


def test_words_of_the_trade_stay_whole():
    assert "灵活就业" in "".join(tokens.words("灵活就业人员怎么参保"))
    assert "慢特病" in tokens.words("门诊慢特病") or "门诊慢特病" in tokens.words("门诊慢特病")
