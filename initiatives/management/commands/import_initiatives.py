"""Import initiatives from a file, without the administration."""

from accueil.exchange.commands import ImportCommand
from initiatives.resources import InitiativeResource


class Command(ImportCommand):
    resource = InitiativeResource
