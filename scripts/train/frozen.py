"""Fits a head to the vectors of an encoder that stays as it is."""

import random

import torch


def fit(parameters, samples, loss_of, epochs, batch, lr):
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
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            steps += 1
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.4f}", flush=True)
