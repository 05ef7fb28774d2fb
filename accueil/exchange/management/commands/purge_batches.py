"""Empty the files of imports older than a day. For a daily timer."""

from django.core.management.base import BaseCommand

from accueil.exchange.batches import purge


class Command(BaseCommand):
    help = (
        "Efface les fichiers importés il y a plus de 24 heures ; les comptes restent."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"fichiers effacés {purge()}")
