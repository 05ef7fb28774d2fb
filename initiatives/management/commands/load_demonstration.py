"""Load the demonstration data of fixtures/demonstration."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from initiatives.demonstration import load


class Command(BaseCommand):
    help = (
        "Charge les acteurs, les initiatives et les comptes de démonstration. "
        "Relançable : ce qui existe déjà reste tel quel. Réservé aux démonstrations : "
        "les mots de passe des comptes sont publics."
    )

    def add_arguments(self, parser):
        folder = Path(settings.BASE_DIR) / "fixtures" / "demonstration"
        parser.add_argument("--folder", type=Path, default=folder, metavar="DOSSIER")
        parser.add_argument(
            "--force", action="store_true", help="hors démonstration, à vos risques"
        )

    def handle(self, *args, folder, force, **options):
        if not (settings.DEMO or force):
            raise CommandError(
                "Refusé hors démonstration : les mots de passe sont publics. "
                "Réglez ACCUEIL_DEMO=1, ou ajoutez --force."
            )
        try:
            for loaded in load(folder, settings.REGION):
                self.stdout.write(str(loaded))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
