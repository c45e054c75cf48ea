"""A linear-chain conditional random field (Lafferty et al., 2001) over BIO tags."""

import torch
from torch import nn

IMPOSSIBLE = -1e4


class Crf(nn.Module):
    def __init__(self, tags):
        super().__init__()
        n = len(tags)
        self.transitions = nn.Parameter(torch.zeros(n, n))  # [from, to]
        self.start = nn.Parameter(torch.zeros(n))
        illegal = torch.zeros(n, n, dtype=torch.bool)
        for i, before in enumerate(tags):
            for j, after in enumerate(tags):
                # I-x follows only B-x or I-x
                illegal[i, j] = after[0] == "I" and before[2:] != after[2:]
        self.register_buffer("illegal", illegal, persistent=False)

    def scores(self):
        return self.transitions.masked_fill(self.illegal, IMPOSSIBLE)

    def loss(self, emissions, labels, mask):
        """Negative log-likelihood, per token. emissions [B, L, N], labels [B, L], mask [B, L]

        A sequence is a window of a document, so it may begin inside a span.
        """
        transitions = self.scores()
        alpha = self.start + emissions[:, 0]
        for t in range(1, emissions.shape[1]):
            step = torch.logsumexp(alpha[:, :, None] + transitions, dim=1) + emissions[:, t]
            alpha = torch.where(mask[:, t, None], step, alpha)
        total = torch.logsumexp(alpha, dim=1)
        gold = emissions.gather(2, labels[..., None])[..., 0] * mask
        moves = transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]
        path = self.start[labels[:, 0]] + gold.sum(1) + moves.sum(1)
        return (total - path).sum() / mask.sum()

    @torch.no_grad()
    def decode(self, emissions):
        """The best path for one sequence. emissions [L, N] -> list of tags"""
        transitions, score, back = self.scores(), self.start + emissions[0], []
        for t in range(1, len(emissions)):
            best, where = (score[:, None] + transitions).max(0)
            back.append(where)
            score = best + emissions[t]
        tag = int(score.argmax())
        path = [tag]
        for where in reversed(back):
            tag = int(where[tag])
            path.append(tag)
        return path[::-1]
