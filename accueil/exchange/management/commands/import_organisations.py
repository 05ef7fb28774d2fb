"""Import actors from a file."""

from accueil.exchange.commands import ImportCommand
from accueil.exchange.organisations import OrganisationResource


class Command(ImportCommand):
    resource = OrganisationResource
