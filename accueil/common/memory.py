"""Answers remembered by this process for as long as the public data do not change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import TypeVar

Answer = TypeVar("Answer")
CAPACITY = 32_000_000  # bytes, about: of texts, bytes, and what says its ``nbytes``
TYPICAL = 10_000  # bytes that anything else is taken for; a facet count is as big
KEY = 5_000  # bytes that a key may weigh: the longest address that a server takes

_answers: OrderedDict[Hashable, object] = OrderedDict()
_latest: dict[Hashable, tuple[int, object]] = {}
_lock = Lock()
_building = RLock()  # one big thing may need another
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
    if isinstance(answer, (bytes, str)):
        return KEY + len(answer)
    return KEY + getattr(answer, "nbytes", TYPICAL - KEY)


def latest(name: Hashable, version: int, compute: Callable[[], Answer]) -> Answer:
    """Like ``remember``, for the few things that are big and that all need.

    Only one version of each ``name`` is kept, and threads that want it at once wait for
    the first to compute it.
    """
    found = _latest.get(name)
    if found is None or found[0] != version:
        with _building:
            found = _latest.get(name)
            if found is None or found[0] != version:
                found = (version, compute())
                _latest[name] = found
    return found[1]


def forget() -> None:
    """Empty the memory: tests roll back, and version numbers come again."""
    global _held
    with _lock:
        _answers.clear()
        _latest.clear()
        _held = 0
