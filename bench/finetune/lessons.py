"""The losses. All vectors are unit length and as `space` compares them."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

TEMPERATURE = 0.05
_KEPT_AT = 0.1
"""Temperature at which neighbours are compared with what they were."""
_NEVER = -1e4


def told_apart(asked: Tensor, entries: Tensor, prototypes: Tensor, left_out: Tensor) -> Tensor:
    """Each wording (n, dim) points to its entry (n,) among all but those that `left_out` (n, entries) names, by one
    learned vector an entry (entries, dim): softmax over entries, as `retrieval.prototypes` has it."""
    scores = asked @ F.normalize(prototypes, dim=1).T / TEMPERATURE
    return F.cross_entropy(scores.masked_fill(left_out, _NEVER), entries)


def contrast(asked: Tensor, found: Tensor, also_right: Tensor) -> Tensor:
    """The i-th of `found` (m, dim) belongs to the i-th `asked` (n, dim) and no other does (InfoNCE, Oord 2018), but for
    those that `also_right` (n, m) leaves out."""
    scores = (asked @ found.T / TEMPERATURE).masked_fill(also_right, _NEVER)
    return F.cross_entropy(scores, torch.arange(len(asked), device=asked.device))


def same(one: Tensor, other: Tensor) -> Tensor:
    """Shape (n, m): where two lists of numbers agree, but for the i-th with the i-th."""
    return (one[:, None] == other).fill_diagonal_(False)


def moved(before: Tensor, now: Tensor) -> Tensor:
    """How far vectors (n, dim) went, as one less the cosine."""
    return (1 - (before * now).sum(1)).mean()


def neighbours_changed(before: Tensor, now: Tensor) -> Tensor:
    """How far texts (n, dim) are from having the neighbours they had: the KL divergence of softmaxed cosines."""

    def cosines(vectors: Tensor) -> Tensor:
        itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
        return (vectors @ vectors.T / _KEPT_AT).masked_fill(itself, _NEVER)

    return F.kl_div(F.log_softmax(cosines(now), 1), F.softmax(cosines(before), 1), reduction="batchmean")
