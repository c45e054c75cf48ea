"""What `train` can be told; `__main__.py` says what each is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    base: str
    work: str = "target/train"
    run: str = "target/train/run"
    layers: str | None = None
    epochs: int = 4
    lr: float = 1.5e-4
    # Tokens of a window, without [CLS] and [SEP].
    length: int = 382
    batch: int = 6
    seed: int = 1
    average_over: int = 500
    precision: str = "32"
    soft: str | None = None
    soft_weight: float = 0.5
    raw_share: float = 1.0
    conll_share: float = 1.0
    worldwide_share: float = 1 / 3
    wikigold_share: float = 1.0
    coreference_share: float = 1.0
    gap_share: float = 1.0
    withheld_share: float = 0.0
    speakers_share: float = 0.0
    roles_share: float = 1.0
    news_share: float = 0.0
    news_soft_weight: float = 0.25
    antecedent_weight: float = 0.1
    init: str | None = None
    steps: int | None = None
    evaluate_epochs: bool = True
    minutes_per_save: float = 10
    limit: int | None = None
    device: str = "cpu"
    workers: int = 0
    left_out: str | None = None
    teachers: str | None = None
    seconds: int | None = None

    @property
    def teacher_runs(self) -> list[str]:
        return self.teachers.split(",") if self.teachers else []

    @property
    def part(self) -> tuple[int | None, int]:
        """Which part of the documents is left out of a teacher's training, and of how many."""
        if self.left_out is None:
            return None, len(self.teacher_runs)
        part, parts = map(int, self.left_out.split("/"))
        return part, parts
