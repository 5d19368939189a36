import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from models.gathering import Gathering


class Gate:
    """An embedder that waits until it is let go, notes every call, and fails for one text."""

    id, dim = "gate", 2

    def __init__(self):
        self.calls, self.busy = [], False
        self.entered, self.go = threading.Event(), threading.Event()

    def encode(self, texts, role):
        assert not self.busy
        self.busy = True
        self.calls.append((tuple(texts), role))
        self.entered.set()
        assert self.go.wait(10)
        self.busy = False
        if "坏" in texts:
            raise ValueError("坏")
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32)


def wait_until(gathering, number):
    while len(gathering._waiting) < number:
        pass


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_texts_that_wait_are_embedded_together_and_each_gets_its_own_vector(pool):
    gate = Gate()
    gathering = Gathering(gate)
    first = pool.submit(gathering.encode, ["先"], "query")
    gate.entered.wait(10)
    texts = ["a", "bb", "ccc", "dddd"]
    rest = [pool.submit(gathering.encode, [text], "query") for text in texts]
    wait_until(gathering, len(texts))
    gate.go.set()
    assert first.result(10).tolist() == [[1, ord("先")]]
    assert [one.result(10).tolist() for one in rest] == [[[len(t), ord(t[0])]] for t in texts]
    assert [sorted(called) for called, _ in gate.calls] == [["先"], texts]


def test_questions_and_passages_are_never_mixed(pool):
    gate = Gate()
    gathering = Gathering(gate)
    first = pool.submit(gathering.encode, ["先"], "query")
    gate.entered.wait(10)
    rest = [pool.submit(gathering.encode, [text], role) for text, role in (("q", "query"), ("p", "passage"))]
    wait_until(gathering, 2)
    gate.go.set()
    for one in (first, *rest):
        one.result(10)
    assert sorted(gate.calls[1:]) == [(("p",), "passage"), (("q",), "query")]


def test_a_fault_reaches_everyone_it_befell_and_the_next_text_is_embedded_again(pool):
    gate = Gate()
    gate.go.set()
    gathering = Gathering(gate)
    with pytest.raises(ValueError, match="坏"):
        gathering.encode(["坏"], "query")
    assert gathering.encode(["好"], "query").shape == (1, 2)
    assert (gathering.id, gathering.dim) == ("gate", 2)


def test_a_batch_is_passed_on_as_it_is():
    gate = Gate()
    gate.go.set()
    assert Gathering(gate).encode(["a", "b"], "passage").shape == (2, 2)
    assert gate.calls == [(("a", "b"), "passage")]
