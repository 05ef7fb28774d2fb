"""People to call: private unless they agreed to be published."""

from django.db import models
from django.db.models import Q

from accueil.common.models import Timestamped
from accueil.reference.models.organisation import Organisation


class ContactQuerySet(models.QuerySet):
    def public(self):
        """Those whose consent to publication is recorded."""
        return self.filter(consent_on__isnull=False)


class Contact(Timestamped):
    """One person in one function, at an organisation."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        verbose_name="acteur",
        related_name="contacts",
    )
    function = models.CharField("fonction", max_length=150)
    name = models.CharField("nom", max_length=150, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    consent_on = models.DateField(
        "consentement à la publication, le",
        null=True,
        blank=True,
        help_text="Sans cette date, le contact n’apparaît dans aucune page publique.",
    )
    consent_note = models.CharField(
        "comment le consentement a été donné", max_length=200, blank=True
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        ordering = ["function", "name"]
        constraints = [
            models.CheckConstraint(
                name="contact_can_be_reached_or_is_named",
                condition=~(Q(name="") & Q(email="") & Q(phone="")),
                violation_error_message=(
                    "Indiquez au moins un nom, un courriel ou un téléphone."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} – {self.organisation}"
