"""Import official territory files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accueil.reference.importers import Report, import_file
from accueil.reference.models import Territory

SHOWN = 50  # refusals written out per file; beyond, the same cause repeats


class Command(BaseCommand):
    help = (
        "Importe des fichiers officiels de territoires (contours-administratifs, "
        "geo.api.gouv.fr, QPV de l’ANCT, CSV), dans l’ordre : régions, départements, "
        "EPCI, communes, quartiers. Un fichier dont une ligne est refusée n’est pas "
        "importé ; une colonne absente n’efface rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
        parser.add_argument("--kind", choices=Territory.Kind.values)
        parser.add_argument("--region", help="ne garder que cette région (code Insee)")
        parser.add_argument("--population-year", type=int, metavar="ANNÉE")
        parser.add_argument("--outline-year", type=int, metavar="ANNÉE")

    def handle(self, *args, files, **options):
        asked = ("kind", "region", "population_year", "outline_year")
        choices = {name: options[name] for name in asked}
        refused = 0
        for path in files:
            report = import_file(path, progress=self.show, **choices)
            self.tell(report)
            refused += report.refused
        if refused:
            raise CommandError(
                f"{refused} refus : les fichiers concernés n’ont pas été importés."
            )

    def show(self, step: str, done: int, total: int) -> None:
        if self.stdout.isatty():
            end = "\n" if done == total else ""
            self.stdout.write(f"\r{step} {done}/{total}", ending=end)

    def tell(self, report: Report) -> None:
        for refusal in report.refusals[:SHOWN]:
            self.stderr.write(f"{report.file}, {refusal}")
        if len(report.refusals) > SHOWN:
            self.stderr.write(f"… et {len(report.refusals) - SHOWN} autres refus.")
        for note in report.notes:
            self.stdout.write(f"{report.file}, {note}")
        self.stdout.write(str(report))
