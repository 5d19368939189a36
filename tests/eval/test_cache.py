from eval.cache import Cache
from eval.run import run
from eval.types import System
from tests.eval.making import DAY, case, fingerprint, golden, reply, system


class Counting:
    def __init__(self, fails=False):
        self.asked = []
        self._fails = fails

    def system(self) -> System:
        def answer(question):
            self.asked.append(question)
            if self._fails:
                raise ConnectionError("端点断了")
            return reply()

        return system(answer)


def questions(*names):
    return [golden(name, turns=[f"{name}问"]) for name in names]


async def test_a_question_answered_under_the_same_conditions_is_not_asked_again(tmp_path):
    cache = Cache(tmp_path / "cache", fingerprint())
    await run(questions("a", "b"), Counting().system(), tmp_path / "one", fingerprint(), cache=cache)
    counting = Counting()
    cases = await run(
        questions("a", "b", "c"),
        counting.system(),
        tmp_path / "two",
        fingerprint(golden="another set"),
        cache=Cache(tmp_path / "cache", fingerprint(golden="another set")),
    )
    assert counting.asked == ["c问"]
    assert [one.right for one in cases] == [True] * 3


async def test_other_knowledge_code_settings_model_or_day_is_another_condition():
    known = fingerprint().conditions
    for change in (
        {"knowledge": "x"},
        {"code": "x"},
        {"settings": {"embedder": "x"}},
        {"model": "x"},
        {"prompts": "x"},
        {"seed": 1},
        {"day": DAY.replace(year=2025)},
        {"release": "x"},
        {"answerer": "generative"},
    ):
        assert fingerprint(**change).conditions != known, change
    assert fingerprint(golden="x", data={"a": "b"}).conditions == known


async def test_what_failed_to_run_is_not_kept_and_an_edited_question_is_asked_again(tmp_path):
    cache = Cache(tmp_path, fingerprint())
    await run(questions("a"), Counting(fails=True).system(), tmp_path / "r", fingerprint(), cache=cache)
    assert cache.get(questions("a")) == {}
    cache.put([case("a")])
    assert cache.get([golden("a")]).keys() == {"a"}
    assert cache.get([golden("a", must=[["36个月"]])]) == {}


async def test_fresh_asks_everything_again(tmp_path):
    cache = Cache(tmp_path, fingerprint())
    cache.put([case("a", gold=questions("a")[0])])
    counting = Counting()
    await run(questions("a"), counting.system(), tmp_path / "r", fingerprint(), fresh=True, cache=cache)
    assert counting.asked == ["a问"]
