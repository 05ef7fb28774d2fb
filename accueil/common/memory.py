"""Answers remembered by this process for as long as the public data do not change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

Answer = TypeVar("Answer")
CAPACITY = 2048  # answers; a facet count is about 10 kB, so 20 MB at worst

_answers: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def remember(key: Hashable, version: int, compute: Callable[[], Answer]) -> Answer:
    """Return ``compute()``, or what it returned for the same ``key`` and ``version``.

    ``version`` is the data version read before: a change in between gives an answer
    filed under a number that nobody asks for again. Never for private data.
    """
    place = (key, version)
    with _lock:
        if place in _answers:
            _answers.move_to_end(place)
            return _answers[place]
    answer = compute()
    with _lock:
        _answers[place] = answer
        while len(_answers) > CAPACITY:
            _answers.popitem(last=False)
    return answer


def forget() -> None:
    """Empty the memory: tests roll back, and version numbers come again."""
    with _lock:
        _answers.clear()
