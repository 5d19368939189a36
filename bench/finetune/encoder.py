"""multilingual-e5-small in torch, always seen as the engine will run it: on its 4-bit grid.

Every linear weight is kept in full and rounded to the grid wherever it is used; what is learned passes through the
rounding as if it were not there (straight-through gradients, Bengio 2013). The word table is not taught and stays packed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrize

from bench.finetune.model_file import BLOCK, ModelFile, pack, unpack
from bench.finetune.texts import Texts

LINEAR = {"q": (1, 1), "k": (1, 1), "v": (1, 1), "ao": (1, 1), "fi": (4, 1), "fo": (1, 4)}
"""Linear maps of a layer as the file names them, with (out, in) in widths: query, key, value, what is attended to;
into the wide middle and out of it."""
_ROLE = 3
"""Place of the last token of "query:", the longer of the two roles."""
NORMS = ("aln", "oln")
"""After attention and at the end."""

_TOKENS = {"cpu": 16_384, "cuda": 65_536}
"""Tokens embedded at once, padding among them. Where gradients are kept, 1,000 tokens take 0.3 GB as float32."""


class Encoder(nn.Module):
    """Mean of the last layer over a text's tokens, unit length."""

    def __init__(self, file: ModelFile) -> None:
        super().__init__()
        self.width, self.longest = file.width, file.longest
        self.words = _Words(file)
        self.register_buffer("places", _tensor(file, "emb.pos").view(-1, file.width))
        self.register_buffer("kind", _tensor(file, "emb.type")[: file.width])
        self.norm = _norm(file, "emb.ln")
        self.layers = nn.ModuleList(_Layer(file, number) for number in range(file.layers))

    def forward(self, tokens: Tensor, lengths: Tensor, dropped: float = 0.0) -> Tensor:
        """Shape (n, width), of tokens (n, longest) and lengths (n,). So many of the tokens, but for those at both ends,
        are `dropped`: not read, as if somebody had left words out."""
        places = torch.arange(tokens.shape[1], device=tokens.device)
        read = places < lengths[:, None]
        if dropped:
            inside = (places > _ROLE) & (places < lengths[:, None] - 1)
            read = read & ~(inside & (torch.rand(tokens.shape, device=tokens.device) < dropped))
        x = self.norm(self.words(tokens) + self.places[places] + self.kind)
        for layer in self.layers:
            x = layer(x, read[:, None, None])
        x = (x.float() * read[:, :, None]).sum(1) / read.sum(1, keepdim=True)
        return F.normalize(x, dim=1)

    def embed(self, texts: Texts, numbers: Tensor, most: int, dropped: float = 0.0) -> Tensor:
        """Shape (n, width): some texts (n,), read as far as `most` tokens, so many of them `dropped`."""
        at, vectors = zip(*self._parts(texts, numbers, most, dropped), strict=True)
        return torch.cat(vectors)[torch.cat(at).argsort().to(texts.tokens.device)]

    @torch.no_grad()
    def vectors(
        self,
        texts: Texts,
        progress: Callable[[str, int, int], None] = lambda *_: None,
        step: str = "计算向量",
    ) -> Tensor:
        """Shape (texts, width): all of them, without gradients."""
        every = torch.arange(len(texts))
        found, done = torch.empty(len(texts), self.width, device=texts.tokens.device), 0
        with parametrize.cached():
            for at, vectors in self._parts(texts, every, self.longest):
                found[at.to(found.device)] = vectors
                done += len(at)
                progress(step, done, len(texts))
        return found

    def _parts(
        self, texts: Texts, numbers: Tensor, most: int, dropped: float = 0.0
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """Texts of like length together, from short to long: where in `numbers` each part stands, and its vectors."""
        shortest, order = texts.lengths[numbers].clamp(max=most).sort()
        lengths, kind = shortest.tolist(), texts.tokens.device.type
        start = 0
        while start < len(lengths):
            stop = start + 1
            while stop < len(lengths) and (stop - start + 1) * lengths[stop] <= _TOKENS[kind]:
                stop += 1
            with torch.autocast(kind, torch.bfloat16, enabled=kind == "cuda"):
                vectors = self(*texts.padded(numbers[order[start:stop]], most), dropped)
            yield order[start:stop], vectors
            start = stop

    @torch.no_grad()
    def tensors(self) -> Mapping[str, np.ndarray]:
        """What was taught, by its name in the model file, as `models.e5_layers` puts it there."""
        found = {"emb.ln.w": _array(self.norm.weight), "emb.ln.b": _array(self.norm.bias)}
        for number, layer in enumerate(self.layers):
            for name, linear in layer.linear.items():
                steps, scales = on_grid(linear.parametrizations.weight.original.view(-1, BLOCK))
                packed = pack(_array(steps).astype(np.uint8), _array(scales)[:, 0].astype(np.float16))
                found[f"l{number}.{name}.w"] = packed.view(np.uint8)
                found[f"l{number}.{name}.b"] = _array(linear.bias)
            for name, norm in layer.norm.items():
                found[f"l{number}.{name}.w"] = _array(norm.weight)
                found[f"l{number}.{name}.b"] = _array(norm.bias)
        return found


class _Layer(nn.Module):
    def __init__(self, file: ModelFile, number: int) -> None:
        super().__init__()
        self.heads = file.heads
        self.linear = nn.ModuleDict(
            {name: _linear(file, f"l{number}.{name}", *shape) for name, shape in LINEAR.items()}
        )
        self.norm = nn.ModuleDict({name: _norm(file, f"l{number}.{name}") for name in NORMS})

    def forward(self, x: Tensor, read: Tensor) -> Tensor:
        """Shape (n, longest, width) in and out; `read` (n, 1, 1, longest) says which tokens are there."""
        query, key, value = (
            self.linear[name](x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for name in ("q", "k", "v")
        )
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=read)
        x = self.norm["aln"](x + self.linear["ao"](seen.transpose(1, 2).flatten(2)))
        return self.norm["oln"](x + self.linear["fo"](F.gelu(self.linear["fi"](x))))


class _Words(nn.Module):
    """The word table, unpacked a word at a time: 48 MB instead of 384."""

    def __init__(self, file: ModelFile) -> None:
        super().__init__()
        blocks = file.blocks("emb.word").reshape(-1, file.width // BLOCK)
        self.register_buffer("scales", torch.tensor(blocks["scale"]))
        self.register_buffer("pairs", torch.tensor(blocks["pairs"]))

    def forward(self, tokens: Tensor) -> Tensor:
        """Shape (n, longest, width), of tokens (n, longest)."""
        pairs = self.pairs[tokens]
        steps = torch.cat([pairs & 15, pairs >> 4], dim=-1).float()
        return ((steps - 8) * self.scales[tokens].float()[..., None]).flatten(-2)


class _OnGrid(nn.Module):
    """A weight as the engine sees it; its gradient goes to the full one."""

    def forward(self, weight: Tensor) -> Tensor:
        with torch.no_grad():
            steps, scales = on_grid(weight.reshape(-1, BLOCK))
            rounding = ((steps - 8) * scales).view_as(weight) - weight
        return weight + rounding


def on_grid(weights: Tensor) -> tuple[Tensor, Tensor]:
    """The nearest steps (blocks, 32) of 0..15 and the scales (blocks, 1) of weights (blocks, 32), as ggml's
    `quantize_row_q4_0` takes them: the weight that is largest in size becomes step 0."""
    largest = weights.gather(1, weights.abs().argmax(1, keepdim=True))
    scales = (largest / -8).half().float()
    steps = torch.round(weights / torch.where(scales == 0, 1.0, scales)) + 8
    return steps.clamp(0, 15), scales


@contextmanager
def as_the_engine_multiplies(encoder: Encoder) -> Iterator[None]:
    """Also round what goes into a linear map to 8 bits a block, as `quantize_acts` of the engine does; for checks."""
    hooks = [
        module.register_forward_pre_hook(lambda _, given: (_in_8_bits(given[0]),))
        for module in encoder.modules()
        if isinstance(module, nn.Linear)
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _in_8_bits(x: Tensor) -> Tensor:
    blocks = x.unflatten(-1, (-1, BLOCK))
    scales = blocks.abs().amax(-1, keepdim=True) / 127
    steps = torch.round(blocks / torch.where(scales == 0, 1.0, scales)).clamp(-128, 127)
    return (steps * scales).flatten(-2)


def _linear(file: ModelFile, name: str, out: int, into: int) -> nn.Linear:
    linear = nn.Linear(into * file.width, out * file.width)
    weight = torch.tensor(unpack(file.blocks(f"{name}.w"))).view(out * file.width, into * file.width)
    linear.weight, linear.bias = nn.Parameter(weight), nn.Parameter(_tensor(file, f"{name}.b"))
    parametrize.register_parametrization(linear, "weight", _OnGrid())
    return linear


def _norm(file: ModelFile, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(file.width, eps=file.epsilon)
    norm.weight, norm.bias = (nn.Parameter(_tensor(file, f"{name}.{part}")) for part in ("w", "b"))
    return norm


def _tensor(file: ModelFile, name: str) -> Tensor:
    return torch.tensor(file.floats(name))


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().float().cpu().numpy()
