"""The loop: draw, embed, add up what the lessons say, and follow it."""

from __future__ import annotations

import time
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
    """Of the latest run (decision 0014, the third try); the layers that ship are of an earlier one. On one GPU: minutes, on a
    few cores: days."""

    steps: int = 500
    rate: float = 3e-4
    """Of AdamW, for the encoder: enough for weights to cross half a step of their 4 bits."""
    prototype_rate: float = 2e-3
    steepest: float = 1.0
    """Longest gradient of the encoder that is followed as it is."""
    seconds: float | None = None
    """Learn for so long instead, however many steps that is: for a machine that is lent."""
    seed: int = 1
    sizes: Sizes = field(default_factory=Sizes)
    weights: Weights = field(default_factory=Weights)

    def pace(self, done: float) -> float:
        """Share of the rates when so much is `done`: up over the first twentieth, then evenly down to a fiftieth."""
        return min(1.0, 0.001 + done * 20) * max(0.02, 1 - done)


def learn(
    encoder: Encoder,
    material: Material,
    texts: Texts,
    tokenizer: Tokenizer,
    before: Tensor,
    start: Tensor,
    plan: Plan,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> list[float]:
    """Teach the encoder in place. `before` (texts, dim) are vectors of all texts by the base model, `start` those by the
    encoder as it is. Returns the loss of every step."""
    torch.manual_seed(plan.seed)
    draws = Draws(material, texts, tokenizer, plan.sizes, np.random.default_rng(plan.seed))
    course = Course(encoder, material, texts, before, start, draws.wordings, plan.weights)
    optimiser = torch.optim.AdamW(
        [
            {"params": list(encoder.parameters()), "lr": plan.rate},
            {"params": [course.prototypes], "lr": plan.prototype_rate},
        ],
        betas=(0.9, 0.98),
        weight_decay=0.0,
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    losses: list[Tensor] = []
    began, done = time.monotonic(), 0.0
    while done < 1:
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * plan.pace(done)
        with parametrize.cached():  # weights are put on the grid once a step
            loss = course.loss(draws.draw())
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), plan.steepest)
        optimiser.step()
        losses.append(loss.detach())
        done = (time.monotonic() - began) / plan.seconds if plan.seconds else len(losses) / plan.steps
        progress("学习", round(min(done, 1.0) * plan.steps), plan.steps)
    return [loss.item() for loss in losses]
