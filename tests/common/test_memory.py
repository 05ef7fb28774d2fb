"""What a process remembers, and for how long."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from accueil.common import memory
from accueil.common.memory import KEY, TYPICAL, forget, latest, remember


class Asked:
    """Counts how often it is computed."""

    def __init__(self, answer="réponse"):
        self.times = 0
        self.answer = answer

    def __call__(self):
        self.times += 1
        return self.answer


@pytest.fixture
def small(monkeypatch):
    """Room for three facet counts."""
    monkeypatch.setattr(memory, "CAPACITY", 3 * TYPICAL)


def test_same_question_same_version_is_computed_once():
    asked = Asked()

    assert [remember("clé", 1, asked), remember("clé", 1, asked)] == ["réponse"] * 2
    assert asked.times == 1


def test_another_version_is_computed_again():
    asked = Asked()

    remember("clé", 1, asked)
    remember("clé", 2, asked)

    assert asked.times == 2


def test_another_question_is_computed_apart():
    assert remember(("totals", "a"), 1, lambda: 1) == 1
    assert remember(("totals", "b"), 1, lambda: 2) == 2


@pytest.mark.parametrize("nothing", [None, 0, "", []])
def test_an_empty_answer_is_remembered_too(nothing):
    asked = Asked(nothing)

    remember("clé", 1, asked)

    assert remember("clé", 1, asked) == nothing
    assert asked.times == 1


def test_an_error_is_not_remembered():
    def fail():
        raise ValueError("base absente")

    with pytest.raises(ValueError, match="base absente"):
        remember("clé", 1, fail)

    assert remember("clé", 1, lambda: "réponse") == "réponse"


def test_an_answer_may_ask_for_another():
    assert remember("une", 1, lambda: remember("autre", 1, lambda: 3) + 1) == 4


def test_the_oldest_asked_leaves_first(small):
    asked = {name: Asked({}) for name in "abcd"}
    for name in "abcad":  # b is now the one asked the longest ago
        remember(name, 1, asked[name])

    for name in "acdb":
        remember(name, 1, asked[name])

    assert {name: one.times for name, one in asked.items()} == {
        "a": 1,
        "b": 2,
        "c": 1,
        "d": 1,
    }


def test_big_answers_take_their_own_room(small):
    big, little = Asked(b"x" * 2 * TYPICAL), Asked(b"x")
    remember("grande", 1, big)
    remember("petite", 1, little)

    remember("autre grande", 1, Asked(b"y" * TYPICAL))
    remember("petite", 1, little)
    remember("grande", 1, big)

    assert (big.times, little.times) == (2, 1)


def test_an_answer_too_big_is_given_all_the_same(small):
    assert remember("énorme", 1, lambda: b"x" * 9 * TYPICAL) == b"x" * 9 * TYPICAL
    assert remember("petite", 1, lambda: b"y") == b"y"


def test_the_same_answer_computed_twice_at_once_is_counted_once(small):
    def twice():
        remember("clé", 1, lambda: b"x" * TYPICAL)
        return b"x" * TYPICAL

    remember("clé", 1, twice)
    forget()
    remember("clé", 1, twice)

    assert memory._held == KEY + TYPICAL


def test_forget():
    asked = Asked()
    remember("clé", 1, asked)

    forget()
    remember("clé", 1, asked)

    assert asked.times == 2


def test_threads_share_it():
    def work(number):
        return remember(number % 7, 1, lambda: str(number % 7) * 2000)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(500)))

    assert answers == [str(number % 7) * 2000 for number in range(500)]


# --- What is big -------------------------------------------------------------


def test_only_the_latest_version_is_kept():
    asked = Asked()

    for version in (1, 1, 2, 1):
        latest("grand", version, asked)

    assert asked.times == 3


def test_big_things_are_kept_apart():
    assert latest("un", 1, lambda: 1) == 1
    assert latest("deux", 1, lambda: 2) == 2


def test_threads_wait_for_the_first_to_compute():
    asked = Asked()

    def slow():
        time.sleep(0.05)
        return asked()

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: latest("grand", 1, slow), range(4)))

    assert found == ["réponse"] * 4
    assert asked.times == 1


def test_one_big_thing_may_need_another():
    whole = latest("tout", 1, lambda: latest("partie", 1, lambda: 1) + 1)

    assert whole == 2


def test_what_says_its_weight_is_weighed(monkeypatch):
    monkeypatch.setattr(memory, "CAPACITY", 50_000)
    heavy = SimpleNamespace(nbytes=60_000)
    asked = Asked(heavy)

    for _ in range(2):
        assert remember("lourd", 1, asked) is heavy

    assert asked.times == 2
