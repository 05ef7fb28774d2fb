"""The user: a colleague of the Region, or a partner of one organisation."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from accueil.reference.models import Organisation


class User(AbstractUser):
    """One person who signs in. ``organisation`` makes a partner of her."""

    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        verbose_name="acteur représenté",
        null=True,
        blank=True,
        related_name="users",
        help_text="Pour un partenaire : l’acteur dont il voit et corrige les fiches.",
    )
    access_ends_on = models.DateField(
        "fin d’accès",
        null=True,
        blank=True,
        help_text="Dernier jour d’accès : fin de stage ou de mission.",
    )

    class Meta(AbstractUser.Meta):
        abstract = False
        verbose_name = "utilisateur"

    def may_sign_in(self, on=None) -> bool:
        """Active, and ``access_ends_on`` not passed."""
        day = on or timezone.localdate()
        return self.is_active and (
            not self.access_ends_on or day <= self.access_ends_on
        )
