"""Where something stands, and what of it the public may know."""

import re

from django.contrib.gis.db import models
from django.db.models import Q

from accueil.reference.models.territory import Territory

PLACE_KINDS = ["commune", "foreign_city"]


class Placed(models.Model):
    """A place with its precision. ``location`` is private, ``public_location`` is not.

    The database computes ``public_location`` before every write (trigger
    ``place_in_public``), whatever the door: exact as is; street on a grid of about
    200 m; commune at the commune's own point. Nothing public ever reads ``location``.
    """

    class Precision(models.TextChoices):
        EXACT = "exact", "exacte"
        STREET = "street", "rue (à 200 m près)"
        COMMUNE = "commune", "commune"

    commune = models.ForeignKey(
        Territory,
        models.PROTECT,
        verbose_name="commune",
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind__in": PLACE_KINDS},
    )
    address = models.CharField(
        "adresse",
        max_length=200,
        blank=True,
        help_text="Publiée seulement si la localisation est exacte.",
    )
    location = models.PointField("position", srid=4326, null=True, blank=True)
    precision = models.CharField(
        "précision publiée", max_length=10, choices=Precision, default=Precision.EXACT
    )
    precision_reason = models.CharField(
        "raison de la discrétion",
        max_length=200,
        blank=True,
        help_text="Obligatoire quand la position n’est pas publiée exactement.",
    )
    is_shelter = models.BooleanField(
        "lieu d’hébergement ou de mise à l’abri",
        default=False,
        help_text="Un tel lieu n’est jamais publié plus précisément que sa commune.",
    )
    public_location = models.PointField(
        "position publique", srid=4326, null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_shelter_is_public_at_commune_level_only",
                condition=Q(is_shelter=False) | Q(precision="commune"),
                violation_error_message=(
                    "Un lieu d’hébergement se publie à la commune : "
                    "choisissez la précision « commune »."
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_discretion_has_a_reason",
                condition=Q(precision="exact") | ~Q(precision_reason=""),
                violation_error_message=(
                    "Indiquez pourquoi la position n’est pas publiée exactement."
                ),
            ),
        ]

    @property
    def public_address(self) -> str:
        """What of the address everybody may read.

        Below exact precision the number goes; if a digit remains (a flat, a
        building), so does the whole street.
        """
        if self.precision == self.Precision.EXACT:
            return self.address
        if self.precision == self.Precision.COMMUNE:
            return ""
        street = re.sub(
            r"^\s*\d+\s*(bis|ter|quater|[a-d])?\s*,?\s+", "", self.address, flags=re.I
        )
        return "" if re.search(r"\d", street) else street
