"""Answers remembered by this process for as long as the public data do not change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

Answer = TypeVar("Answer")
CAPACITY = 20_000_000  # bytes, about: only texts and bytes are measured
TYPICAL = 10_000  # bytes that anything else is taken for; a facet count is as big
KEY = 5_000  # bytes that a key may weigh: the longest address that a server takes

_answers: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()
_held = 0  # bytes


def remember(key: Hashable, version: int, compute: Callable[[], Answer]) -> Answer:
    """Return ``compute()``, or what it returned for the same ``key`` and ``version``.

    ``version`` is the data version read before: a change in between gives an answer
    filed under a number that nobody asks for again. Never for private data. What it
    returns is shared: do not change it.
    """
    place = (key, version)
    with _lock:
        if place in _answers:
            _answers.move_to_end(place)
            return _answers[place]
    answer = compute()
    with _lock:
        _keep(place, answer)
    return answer


def _keep(place: Hashable, answer) -> None:
    """Store it, at the cost of what was asked for the longest ago."""
    global _held
    if place in _answers:  # computed twice at once
        _held -= _size(_answers.pop(place))
    _answers[place] = answer
    _held += _size(answer)
    while _held > CAPACITY:
        _held -= _size(_answers.popitem(last=False)[1])


def _size(answer) -> int:
    return KEY + len(answer) if isinstance(answer, (bytes, str)) else TYPICAL


def forget() -> None:
    """Empty the memory: tests roll back, and version numbers come again."""
    global _held
    with _lock:
        _answers.clear()
        _held = 0
