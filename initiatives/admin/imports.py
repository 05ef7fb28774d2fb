"""Importing initiatives from their list."""

from accueil.exchange.admin import ImportAdmin
from initiatives.resources import InitiativeResource

PRIVATE = "initiatives.view_private_initiative"


class InitiativeImportAdmin(ImportAdmin):
    def import_resource(self, request, *, everything: bool = False):
        """Private columns are unknown to whoever may not see them."""
        private = everything or request.user.has_perm(PRIVATE)
        return InitiativeResource(private=private)
