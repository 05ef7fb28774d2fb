"""Create or remove fictional initiatives."""

import time

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from initiatives import sample


class Command(BaseCommand):
    help = (
        "Crée des initiatives fictives, signalées comme telles, pour essayer "
        "l’application ou la mesurer ; --delete les supprime toutes."
    )

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, default=1000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--delete", action="store_true")

    def handle(self, *args, count, seed, delete, **options):
        if delete:
            self.stdout.write(f"{sample.delete()} exemples fictifs supprimés.")
            return
        start = time.monotonic()
        try:
            sample.generate(count, seed, progress=self.show)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        seconds = time.monotonic() - start
        self.stdout.write(f"{count} exemples fictifs créés en {seconds:.1f} s.")

    def show(self, done: int, total: int) -> None:
        if self.stdout.isatty():
            end = "\n" if done == total else ""
            self.stdout.write(f"\r{done}/{total}", ending=end)
