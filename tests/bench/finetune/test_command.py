"""What `--write` leaves behind."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra `train`)")

from bench.finetune.__main__ import write  # noqa: E402
from bench.finetune.encoder import Encoder  # noqa: E402
from bench.finetune.material import Material  # noqa: E402
from bench.finetune.model_file import ModelFile, base_file  # noqa: E402
from bench.material import UNSEEN, digest  # noqa: E402
from models.e5_layers import with_layers  # noqa: E402


@pytest.fixture
def material():
    nothing = np.zeros(0, dtype=np.int64)
    return Material(
        texts=[("学过的", "query"), ("没学过的", "query")],
        wordings=np.array([0, 1]), entry_of=np.array([0, 0]), held_out=np.array([False, True]),
        answers=nothing, passages=nothing, asked_passages=nothing, articles={}, utterances=nothing, asked=[],
    )  # fmt: skip


def test_layers_are_written_under_the_next_number_and_fit_the_engine(
    material, file, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / UNSEEN.parent).mkdir(parents=True)
    shipped = tmp_path / "models/data/e5-social-1.npz"
    shipped.parent.mkdir(parents=True)
    shipped.write_bytes(b"as it ships")
    encoder = Encoder(file)
    with torch.no_grad():
        encoder.layers[3].norm["oln"].bias += 1
    write(encoder, material)
    assert shipped.read_bytes() == b"as it ships"
    put = with_layers(base_file(), tmp_path / "models/data/e5-social-2.npz", ModelFile.read)
    assert np.allclose(put.floats("l3.oln.b"), file.floats("l3.oln.b") + 1)
    assert np.array_equal(put.blocks("l3.fi.w"), file.blocks("l3.fi.w"))
    assert np.load(tmp_path / UNSEEN).tolist() == [digest("没学过的")]
    assert "social-2" in capsys.readouterr().out
