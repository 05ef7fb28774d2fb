"""Times compared fairly: every action in turn, round after round."""

import statistics
import time
from collections.abc import Callable

Milliseconds = float


def interleaved(
    actions: dict[str, Callable[[int], object]], rounds: int
) -> dict[str, Milliseconds]:
    """Median time of each action, called with the number of the round.

    One round before the first is not counted: it warms caches.
    """
    times: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(rounds + 1):
        for name, action in actions.items():
            start = time.perf_counter()
            action(number)
            times[name].append(time.perf_counter() - start)
    return {name: 1000 * statistics.median(each[1:]) for name, each in times.items()}
