"""A linear-chain conditional random field (Lafferty et al., 2001) over BIO tags."""

import torch
from torch import Tensor, nn

IMPOSSIBLE = -1e4


class Crf(nn.Module):
    illegal: Tensor

    def __init__(self, tags: list[str]) -> None:
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

    def scores(self) -> Tensor:
        return self.transitions.masked_fill(self.illegal, IMPOSSIBLE)

    def log_partition(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Log of the summed scores of all paths. emissions [B, L, N], mask [B, L] -> [B]

        The product of the steps is taken as a tree, in log L rounds and not in L steps.
        """
        return self.summed(*self.factors(emissions, mask))

    def identity(self, like: Tensor) -> Tensor:
        n = like.shape[-1]
        return torch.full((n, n), IMPOSSIBLE, dtype=like.dtype, device=like.device).fill_diagonal_(0.0)

    def factors(self, emissions: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of the first tag and of each step after it. -> [B, N], [B, L - 1, N, N]"""
        steps = self.scores() + emissions[:, 1:, None, :]
        steps = torch.where(mask[:, 1:, None, None], steps, self.identity(emissions))
        return self.start + emissions[:, 0], steps

    def summed(self, first: Tensor, steps: Tensor) -> Tensor:
        batch, n = first.shape
        identity = self.identity(first)
        while steps.shape[1] > 1:
            if steps.shape[1] % 2:
                steps = torch.cat([steps, identity.expand(batch, 1, n, n)], dim=1)
            steps = torch.logsumexp(steps[:, 0::2, :, :, None] + steps[:, 1::2, None, :, :], dim=3)
        if steps.shape[1] == 0:
            return torch.logsumexp(first, dim=1)
        return torch.logsumexp(first[:, :, None] + steps[:, 0], dim=(1, 2))

    def loss(self, emissions: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
        """What the paths of a target distribution cost, per token: their expected negative
        log-likelihood.

        emissions [B, L, N], mask [B, L]; targets [B, L, N, N]: the probability of each step
        from tag to tag, where the first token's stands in the diagonal. For a gold path that
        is the usual loss; for a teacher's marginals, structural distillation (Wang et al.,
        2020). A sequence is a window of a document, so it may begin inside a span.
        """
        total = self.log_partition(emissions, mask)
        targets = targets * mask[:, :, None, None]
        ending = targets.sum(2)
        expected = (emissions * ending).sum((1, 2)) + (self.start * ending[:, 0]).sum(1)
        # Illegal steps have no probability in any target; their score must not become 0 * inf.
        expected = expected + (self.transitions.masked_fill(self.illegal, 0.0) * targets[:, 1:]).sum((1, 2, 3))
        return (total - expected).sum() / mask.sum()

    @torch.no_grad()
    def decode(self, emissions: Tensor) -> list[int]:
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

    def marginals(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Probability of each step, as `loss` wants it: the derivatives of the log of the sum by
        the scores of the steps. [B, L, N], [B, L] -> [B, L, N, N]"""
        with torch.no_grad():
            factors = self.factors(emissions, mask)
        with torch.enable_grad():
            first, steps = (f.detach().requires_grad_() for f in factors)
            first_, steps_ = torch.autograd.grad(
                self.summed(first, steps).sum(), (first, steps), materialize_grads=True  # of one token there is no step
            )
        return torch.cat([torch.diag_embed(first_)[:, None], steps_], 1) * mask[:, :, None, None]


def steps_of(labels: Tensor, n: int) -> Tensor:
    """A gold path as a distribution of steps. labels [L] -> [L, N, N]"""
    steps = torch.zeros(len(labels), n, n)
    before = torch.cat([labels[:1], labels[:-1]])
    steps[torch.arange(len(labels)), before, labels] = 1.0
    return steps
