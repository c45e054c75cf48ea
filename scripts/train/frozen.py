"""Fits a head to the vectors of an encoder that stays as it is."""

import random
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

Sample = TypeVar("Sample")


def fit(
    parameters: list[nn.Parameter], samples: list[Sample], loss_of: Callable[[list[Sample]], Tensor], epochs: int,
    batch: int, lr: float,
) -> None:
    """`loss_of` says what a list of samples costs; the learning rate falls to 0."""
    optimizer = torch.optim.AdamW(parameters, lr=lr, weight_decay=0.01)
    rng = random.Random(1)
    steps, total = 0, epochs * (len(samples) // batch)
    for epoch in range(epochs):
        rng.shuffle(samples)
        losses = []
        for at in range(0, len(samples) - batch + 1, batch):
            for g in optimizer.param_groups:
                g["lr"] = lr * (1 - steps / total)
            loss = loss_of(samples[at : at + batch])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            losses.append(loss.item())
            steps += 1
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.4f}", flush=True)
