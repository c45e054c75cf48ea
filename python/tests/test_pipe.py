"""Many texts."""

import _thread
import itertools
import signal
import subprocess
import sys
import threading
import time

import pytest

import sayso
from conftest import ARTICLES, RAIN


def texts():
    return [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.iterdir())]


def test_answers_come_in_order_whatever_the_threads(nlp):
    alone = [nlp(text, id=str(number)).to_json() for number, text in enumerate(texts())]
    for threads in (1, 3):
        docs = sayso.load(threads=threads).pipe(texts())
        assert [doc.to_json() for doc in docs] == alone


def test_ids_are_given_or_numbers(nlp):
    assert [doc.id for doc in nlp.pipe(["a", "b"])] == ["0", "1"]
    assert [doc.id for doc in nlp.pipe(iter(["a", "b"]), ids=(x for x in ["x", 7]))] == ["x", "7"]
    assert [doc.id for doc in nlp.pipe([{"id": "r", "text": "a"}, {"text": "b"}])] == ["r", "1"]
    for ids, words in [(["x"], "fewer"), (["x", "y", "z"], "more")]:
        with pytest.raises(sayso.SaysoError, match=f"ids: there are {words}"):
            list(nlp.pipe(["a", "b"], ids=ids))


def test_records_have_their_fields(nlp):
    record = {
        "headline": "Rain",
        "body": RAIN,
        "published": 1714559405,
        "source": {"name": "The Echo", "url": "https://echo.example/1"},
        "author": ["Ann", "Bo"],
        "tags": None,
    }
    (doc,) = nlp.pipe([record])
    assert (doc.title, doc.text, doc.outlet, doc.author) == ("Rain", RAIN, "The Echo", "Ann, Bo")
    assert doc.date == "2024-05-01T10:30:05Z"


def test_what_is_refused_is_told_in_its_place(nlp):
    given = [RAIN, None, "half \ud83d", float("nan"), {"title": "x"}, "é" * (1 << 20), RAIN]
    found = list(nlp.pipe(given, ids="abcdefg"))
    assert [bool(doc.id) for doc in found] == [True] * 7
    assert [type(doc).__name__ for doc in found] == ["Doc"] + ["Refused"] * 5 + ["Doc"]
    assert [one.id for one in found] == list("abcdefg")
    reasons = [one.reason for one in found[1:6]]
    for reason, words in zip(
        reasons, ["NoneType", "surrogate", "float", "no field for the text", "longer than"], strict=True
    ):
        assert words in reason
    assert not found[1] and found[0].claims[0].content == found[6].claims[0].content


def test_what_the_texts_raise_is_raised_after_what_came_before(nlp):
    def broken():
        yield RAIN
        raise KeyError("lost")

    docs = nlp.pipe(broken())
    assert next(docs).text == RAIN
    with pytest.raises(KeyError, match="lost"):
        next(docs)
    with pytest.raises(StopIteration):
        next(docs)


def test_one_text_is_no_list_of_texts(nlp):
    with pytest.raises(sayso.SaysoError, match="give a list"):
        nlp.pipe(RAIN)


def test_no_more_is_read_than_is_needed(nlp):
    read = itertools.count()
    taken = 0
    for _ in itertools.islice(sayso.load(threads=2).pipe(RAIN for _ in iter(read.__next__, -1)), 60):
        taken += 1
    assert taken == 60
    # The bound of the queue, and what is on its way.
    assert next(read) <= 60 + 2 * 16 + 10


def test_other_threads_of_python_run_meanwhile(nlp):
    ticks, done = [], threading.Event()

    def tick():
        while not done.wait(0.002):
            ticks.append(time.perf_counter())

    ticker = threading.Thread(target=tick)
    ticker.start()
    begun = time.perf_counter()
    for _ in nlp.pipe(texts() * 2):
        pass
    took = time.perf_counter() - begun
    done.set()
    ticker.join()
    # Half of what it would be on an idle machine, at least.
    assert len(ticks) > took / 0.002 / 20
    assert max(b - a for a, b in itertools.pairwise(ticks)) < took / 2


def test_an_interrupt_is_heard_during_a_long_text(nlp):
    long = "\n\n".join(texts())[: 1 << 19] * 4
    long = long[: 1 << 19]
    # A shell has its background jobs ignore interrupts, and Python then keeps that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.3, _thread.interrupt_main)
    begun = time.perf_counter()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        for _ in range(50):
            nlp(long)
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize("call", ["nlp.attribute({'text': text} for _ in forever())", "list(nlp.pipe(text for _ in forever()))"])
def test_an_interrupt_ends_a_run(call):
    script = f"""
import _thread, itertools, threading, sayso
nlp = sayso.load()
forever = itertools.count
text = {RAIN!r}
threading.Timer(0.5, _thread.interrupt_main).start()
try:
    {call}
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b"interrupted\n"


def test_python_ends_while_a_run_is_left_alone():
    script = f"""
import itertools, sayso
docs = sayso.load().pipe({RAIN!r} for _ in itertools.count())
print(next(docs).claims[0].speaker.name)
"""
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
        assert (done.returncode, done.stdout) == (0, b"Ann Lee\n"), done.stderr.decode()
