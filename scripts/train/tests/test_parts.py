"""The parts by themselves."""

import itertools
import random
from pathlib import Path

import pytest
import torch

import coreference
import corpora
import toy
from crf import Crf, steps_of
from export import eight_bits
from model import expand
from plan import load
from recast import recast
from renamed import renamed
from variants import VARIANTS
from windows import collate, cut

TAGS = ["O", "B-X", "I-X"]


def score(crf: Crf, emissions: torch.Tensor, path: tuple[int, ...]) -> torch.Tensor:
    steps = [crf.scores()[a, b] for a, b in itertools.pairwise(path)]
    total: torch.Tensor = crf.start[path[0]] + sum(emissions[i, tag] for i, tag in enumerate(path)) + sum(steps)
    return total


@pytest.mark.parametrize("length", [1, 2, 5])
def test_the_crf_says_what_all_paths_written_out_say(length: int) -> None:
    torch.manual_seed(length)
    crf = Crf(TAGS)
    with torch.no_grad():
        crf.transitions.copy_(torch.randn(3, 3))
        crf.start.copy_(torch.randn(3))
    emissions, mask = torch.randn(length, 3), torch.ones(1, length, dtype=torch.bool)
    paths = list(itertools.product(range(3), repeat=length))
    scores = torch.stack([score(crf, emissions, path) for path in paths])
    total = crf.log_partition(emissions[None], mask)[0]
    torch.testing.assert_close(total, scores.logsumexp(0))
    best = paths[int(scores.argmax())]
    assert crf.decode(emissions) == list(best)
    loss = crf.loss(emissions[None], steps_of(torch.tensor(best), 3)[None], mask)
    torch.testing.assert_close(loss, (scores.logsumexp(0) - scores.max()) / length)
    likely = scores.detach().softmax(0)
    marginals = crf.marginals(emissions[None], mask)[0].sum(1)
    for position, tag in itertools.product(range(length), range(3)):
        wanted = sum(float(p) for p, path in zip(likely, paths, strict=True) if path[position] == tag)
        assert float(marginals[position, tag]) == pytest.approx(wanted, abs=1e-4)


def test_what_is_recast_is_annotated(data: Path) -> None:
    read = corpora.read(data)
    annotated = [*read["roles-train"], *read["news-train"]]
    made = recast(annotated, 200)
    assert [d.text for d in made] == [d.text for d in recast(annotated, 200)]
    assert len({d.text for d in made}) > 100
    for document in made:
        last = 0
        for start, end, _ in document.spans:
            words = document.text[start:end]
            assert last <= start and words == words.strip() != ""
            last = end
        assert all(claim["Cue"] and claim["Content"] for claim in document.attributions)
    assert recast(annotated[:0], 3) == []


def test_every_span_of_the_readers_slices(data: Path) -> None:
    found = 0
    for documents in corpora.read(data).values():
        for document in documents:
            for start, end, _ in document.spans:
                assert document.text[start:end].strip() == document.text[start:end] != ""
                found += 1
    for read in coreference.read(data).values():
        for document in read:
            for mention in document.mentions:
                assert document.text[mention.start : mention.end].strip()
                found += 1
    assert found > 80


def test_claims_are_read_as_written(data: Path) -> None:
    article = toy.ARTICLES[0]
    document = next(d for d in corpora.polnear(data / "polnear/train") if d.id == article.name)
    assert document.text == article.text and "\r\n" in document.text
    assert [a["Cue"] for a in document.attributions] == [[article.span(c.cue)] for c in article.claims]
    mill = next(d for d in corpora.news(data / "news-claims/train") if d.id == "mill.txt")
    assert mill.nested is not None and [a["act"] for a in mill.nested] == ["believe"]
    assert len(mill.attributions) == 4


def test_of_some_invented_articles_only_the_outermost_claims_are_known() -> None:
    outermost = list(corpora.news(toy.ROOT / "data/speakers", "articles", nested_known=False))
    assert len(outermost) > 200 and all(d.nested is None and d.attributions for d in outermost)
    assert not any("act" in a for d in outermost for a in d.attributions)
    whole = list(corpora.news(toy.ROOT / "data/invented", "articles"))
    assert len(whole) > 300 and all(d.attributions for d in whole)
    nested = [a for d in whole for a in d.nested or []]
    assert len(nested) > 3000 and all("act" in a for d in whole for a in d.attributions + (d.nested or []))
    # Labels are found by names.
    assert len({d.id for d in outermost + whole}) == len(outermost) + len(whole)
    for document in outermost + whole:
        assert all(document.text[start:end].strip() for start, end, _ in document.spans)


def test_no_teacher_labels_what_is_annotated(tmp_path: Path) -> None:
    toy.write_corpora(tmp_path)
    before = [document.id for document in corpora.raw(tmp_path)]
    for part in ("train", "dev"):
        path = next(Path(tmp_path, "news-claims", part, "text").glob("*.txt"))
        again = path.read_text(encoding="utf-8").replace(" ", "\n", 3)
        Path(tmp_path, "raw-news/bbc", f"{part}.txt").write_text(again, encoding="utf-8")
    assert [document.id for document in corpora.raw(tmp_path)] == before


def test_words_of_a_text_fit_their_annotation_in_any_dress() -> None:
    for article in toy.ARTICLES:
        for change in VARIANTS.values():
            assert len(change(article.text)) == len(article.text)


def test_other_names_stand_where_the_mentions_say(data: Path) -> None:
    documents = coreference.read(data)["gap-train"]
    for swap in (False, True):
        for document, other in zip(documents, renamed(documents, 1, swap), strict=True):
            words = [other.text[m.start : m.end] for m in other.mentions]
            assert len(words) == 3 and all(w.isalpha() or " " in w for w in words), (document.text, other.text)
            assert ({"she", "he"} & set(words)) == ({"he"} if ("he" in document.text.split()) != swap else {"she"})


def test_windows_hold_every_token_once(work: Path) -> None:
    documents = load(work, "roles-train")
    rng = random.Random(1)
    windows = [list(cut(d, 100, rng)) for d in documents]
    assert max(map(len, windows)) > 3
    for document, cuts in zip(documents, windows, strict=True):
        assert [a for a, _ in cuts] == [0, *(b for _, b in cuts[:-1])] and cuts[-1][1] == len(document["ids"])
    ids, _, mask, labelled = collate([(documents[0], *windows[0][0])])
    assert ids.shape == mask.shape and int(mask.sum()) == int(labelled.sum()) + 2


def test_eight_bits_are_close() -> None:
    matrix = torch.randn(7, 5)
    again = expand(eight_bits("m", matrix))["m"]
    assert ((matrix - again).abs() <= matrix.abs().amax(1, keepdim=True) / 254 + 1e-6).all()
