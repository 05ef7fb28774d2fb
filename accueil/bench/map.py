"""Bench « map »: answers, lists and drawing, from a thousand rows to a million."""

from collections.abc import Callable, Iterable
from contextlib import closing

from django.conf import settings

from accueil.bench import answers, browser, lists, rows
from accueil.bench.database import bench_database
from accueil.bench.report import Measure
from accueil.bench.server import Client, served

SIZES = [1_000, 10_000, 100_000, 1_000_000]

Say = Callable[[str], None]


def run(
    sizes: Iterable[int], say: Say, *, template: str = "", drawn: bool = True
) -> list[Measure]:
    """Measures at each size, smallest first, on one database that grows.

    ``template``: see ``bench_database``. Without ``drawn``, no browser.
    """
    found: list[Measure] = []
    with bench_database(template) as name, served(name) as port:
        have = 0
        for size in sorted(sizes):
            say(f"{size} fiches : écriture…")
            rows.fill(settings.REGION, have, size)
            have = size
            found += at_size(port, size, say, drawn)
    found += answers.growth(found, SIZES[-1])
    return sorted(found, key=lambda measure: (measure.code.islower(), measure.code))


def at_size(port: int, size: int, say: Say, drawn: bool) -> list[Measure]:
    with closing(Client(port)) as client:
        say(f"{size} fiches : carte…")
        found = answers.measures(client, size)
        say(f"{size} fiches : liste et recherche…")
        found += lists.measures(client, size)
    if drawn and browser.available():
        say(f"{size} fiches : navigateur…")
        found += browser.measures(port, size)
    return found
