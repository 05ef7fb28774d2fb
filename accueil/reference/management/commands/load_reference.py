"""Load the reference data of fixtures/reference."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accueil.reference.loading import load_territories, load_vocabularies


class Command(BaseCommand):
    help = (
        "Charge les territoires et les vocabulaires de référence. Relançable : les "
        "territoires sont mis à jour, les termes déjà présents restent tels quels."
    )

    def add_arguments(self, parser):
        folder = Path(settings.BASE_DIR) / "fixtures" / "reference"
        parser.add_argument("--folder", type=Path, default=folder, metavar="DOSSIER")

    def handle(self, *args, folder, **options):
        reports = load_territories(folder, settings.REGION)
        for report in reports:
            for line in (*report.refusals, *report.notes):
                self.stderr.write(f"{report.file}, {line}")
            self.stdout.write(str(report))
        for loaded in load_vocabularies(folder / "vocabularies.json"):
            self.stdout.write(str(loaded))
        if any(report.refusals for report in reports):
            raise CommandError("Des fichiers de territoires ont été refusés.")
