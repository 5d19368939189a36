"""The loop: draw, embed, add up what the lessons say, and follow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from bench.finetune.course import Course, Weights
from bench.finetune.draws import Draws, Sizes
from bench.finetune.encoder import Encoder
from bench.finetune.material import Material
from bench.finetune.texts import Texts
from bench.finetune.tokenizer import Tokenizer


@dataclass(frozen=True)
class Plan:
    """As the layers that ship were made: on one GPU: minutes, on a few cores: days."""

    steps: int = 500
    rate: float = 3e-4
    """Of AdamW, for the encoder: enough for weights to cross half a step of their 4 bits."""
    prototype_rate: float = 2e-3
    steepest: float = 1.0
    """Longest gradient of the encoder that is followed as it is."""
    seed: int = 1
    sizes: Sizes = field(default_factory=Sizes)
    weights: Weights = field(default_factory=Weights)

    def pace(self, step: int) -> float:
        """Share of the rates: up over a twentieth of the steps, then evenly down to a fiftieth."""
        return min(1.0, (step + 1) / max(1, self.steps // 20)) * max(0.02, 1 - step / self.steps)


def learn(
    encoder: Encoder,
    material: Material,
    texts: Texts,
    tokenizer: Tokenizer,
    before: Tensor,
    plan: Plan,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> list[float]:
    """Teach the encoder in place. `before` (texts, dim) are vectors of all texts by the base model. Returns the loss of
    every step."""
    torch.manual_seed(plan.seed)
    draws = Draws(material, texts, tokenizer, plan.sizes, np.random.default_rng(plan.seed))
    course = Course(encoder, material, texts, before, draws.wordings, plan.weights)
    optimiser = torch.optim.AdamW(
        [
            {"params": list(encoder.parameters()), "lr": plan.rate},
            {"params": [course.prototypes], "lr": plan.prototype_rate},
        ],
        betas=(0.9, 0.98),
        weight_decay=0.0,
    )
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, plan.pace)
    losses = []
    for step in range(plan.steps):
        with parametrize.cached():  # weights are put on the grid once a step
            loss = course.loss(draws.draw())
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), plan.steepest)
        optimiser.step()
        pace.step()
        losses.append(loss.item())
        progress("学习", step + 1, plan.steps)
    return losses
