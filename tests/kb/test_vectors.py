"""Vectors as bytes come back from a file as they went in."""

from kb import vectors


def test_packed_vectors_come_back_under_their_name_and_hashes(tmp_path):
    packed = {"0b" * 32: bytes([1, 255, 3]), "0a" * 32: bytes([4, 5, 128])}
    vectors.save(tmp_path / "shipped.npz", "e5/prototype", packed)
    assert vectors.load(tmp_path / "shipped.npz") == ("e5/prototype", packed)
