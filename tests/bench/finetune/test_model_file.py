import numpy as np
import pytest

from bench.finetune.model_file import PACKED, pack, unpack


def test_the_file_is_multilingual_e5_small(file):
    assert (file.width, file.layers, file.heads, file.longest) == (384, 12, 12, 512)
    assert file.epsilon == pytest.approx(1e-12)
    assert file.floats("emb.pos").reshape(-1, 384).shape == (512, 384)
    assert len(file.blocks("l11.fo.w")) == 384 * 1536 / 32
    assert np.isfinite(unpack(file.blocks("l0.q.w"))).all()


def test_a_tensor_that_is_not_there_is_said(file):
    with pytest.raises(KeyError, match="l12"):
        file.floats("l12.q.b")


def test_a_block_is_unpacked_as_ggml_says():
    block = np.zeros(1, PACKED)
    block["scale"] = 0.5
    block["pairs"][0, 0] = 0xF3  # weight 0 is step 3, weight 16 step 15
    weights = unpack(block)[0]
    assert (weights[0], weights[16], weights[1]) == (-2.5, 3.5, -4.0)


def test_steps_and_scales_survive_packing():
    steps = np.random.default_rng(0).integers(0, 16, (7, 32)).astype(np.uint8)
    scales = np.linspace(-1, 1, 7).astype(np.float16)
    weights = (steps.astype(np.float32) - 8) * scales[:, None].astype(np.float32)
    assert np.array_equal(unpack(pack(steps, scales)), weights)
