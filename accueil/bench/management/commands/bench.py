"""Measure the site; without a name, say what can be measured."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accueil.bench import map as map_bench
from accueil.bench import report, spreadsheets

BENCHES = {
    "map": (map_bench, "la carte, la liste et la recherche"),
    "spreadsheets": (spreadsheets, "les fichiers que l’on emporte, contre COPY"),
}


class Command(BaseCommand):
    help = "Mesure les temps de réponse, sur une base faite exprès puis supprimée."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", choices=BENCHES)
        parser.add_argument("--sizes", metavar="N,N…", help="nombres de fiches")
        parser.add_argument("--no-browser", action="store_true")
        parser.add_argument("--write", type=Path, metavar="PAGE")

    def handle(self, *args, name, sizes, no_browser, write: Path | None, **options):
        if name is None:
            for each, (_, what) in BENCHES.items():
                self.stdout.write(f"{each} : {what}")
            return
        bench = BENCHES[name][0]
        self.start = time.monotonic()
        measures = bench.run(
            read_sizes(sizes) or bench.SIZES, self.say, drawn=not no_browser
        )
        self.show(report.whole(measures), write)

    def show(self, text: str, page: Path | None) -> None:
        self.stdout.write(text)
        if page:
            report.write(settings.BASE_DIR / page, text)
            self.stderr.write(f"Écrit dans {page}.")

    def say(self, text: str) -> None:
        self.stderr.write(f"{time.monotonic() - self.start:5.0f} s  {text}")


def read_sizes(text: str | None) -> list[int]:
    """« 1000,10000 » as numbers. Raises CommandError."""
    try:
        sizes = [int(part) for part in (text or "").split(",") if part]
    except ValueError:
        sizes = [0]
    if any(size < 1 for size in sizes):
        raise CommandError("--sizes attend des nombres séparés par des virgules.")
    return sizes
