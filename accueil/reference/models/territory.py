"""Territories: countries, regions, departments, EPCI, communes, quarters, cities."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Q
from django.urls import reverse

from accueil.common.models import FRENCH_ORDER, Fold
from accueil.common.text import fold

# What each kind is called in our addresses (/territoires/<slug>/<code>/).
SLUGS = {
    "country": "pays",
    "region": "region",
    "department": "departement",
    "epci": "epci",
    "commune": "commune",
    "district": "quartier",
    "foreign_region": "region-etrangere",
    "foreign_city": "ville-etrangere",
}
KINDS_BY_SLUG = {slug: kind for kind, slug in SLUGS.items()}


class TerritoryQuerySet(models.QuerySet):
    def home_region(self):
        """The Region that adopted the tool (ACCUEIL_REGION); none before its import."""
        return self.filter(kind=Territory.Kind.REGION, code=settings.REGION)

    def home_departments(self):
        """Departments of the home Region."""
        return self.filter(kind=Territory.Kind.DEPARTMENT, region__code=settings.REGION)

    def under(self, territory: "Territory"):
        """``territory`` and every one that the law nests inside it."""
        inside = Q(pk=territory.pk)
        if field := NESTING_FIELDS.get(territory.kind):
            inside |= Q(**{field: territory.pk})
        if territory.kind == "commune":
            inside |= Q(pk__in=territory.districts.values("pk"))
        return self.filter(inside)

    def resolve(self, code: str, kinds: list[str] | None = None):
        """Rows whose official code, current or former, is ``code``."""
        rows = self.filter(Q(code=code) | Q(former_codes__contains=[code]))
        return rows.filter(kind__in=kinds) if kinds else rows

    def named(self, words: str):
        """Rows whose name starts with ``words``, whatever accents and hyphens."""
        if not fold(words):
            return self.none()
        return self.annotate(wanted=Fold(models.Value(words))).filter(
            norm__startswith=models.F("wanted")
        )

    def light(self):
        """Without outlines: what lists and links need."""
        return self.defer("outline")


class Territory(models.Model):
    """One territory of one kind.

    Sources: Insee (codes, populations), IGN (outlines), DGCL (EPCI), ANCT (quarters),
    GeoNames (foreign cities); vintages in ``population_year`` and ``outline_year``.
    """

    class Kind(models.TextChoices):
        COUNTRY = "country", "pays"
        REGION = "region", "région"
        DEPARTMENT = "department", "département"
        EPCI = "epci", "intercommunalité (EPCI)"
        COMMUNE = "commune", "commune"
        DISTRICT = "district", "quartier prioritaire (QPV)"
        FOREIGN_REGION = "foreign_region", "région étrangère"
        FOREIGN_CITY = "foreign_city", "ville étrangère"

    kind = models.CharField("nature", max_length=15, choices=Kind)
    code = models.CharField(
        "code officiel",
        max_length=12,
        help_text="Insee, SIREN pour un EPCI, QP… ou QN… pour un quartier, GeoNames.",
    )
    name = models.CharField("nom", max_length=150, db_collation=FRENCH_ORDER)
    local_name = models.CharField("nom local", max_length=150, blank=True)
    nature = models.CharField(
        "forme juridique", max_length=10, blank=True, help_text="CC, CA, CU, METRO…"
    )
    former_codes = ArrayField(
        models.CharField(max_length=12),
        verbose_name="anciens codes",
        default=list,
        blank=True,
    )
    postal_codes = ArrayField(
        models.CharField(max_length=5),
        verbose_name="codes postaux",
        default=list,
        blank=True,
    )
    country = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="pays",
        null=True,
        blank=True,
        related_name="in_country",
        limit_choices_to={"kind": "country"},
    )
    region = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="région",
        null=True,
        blank=True,
        related_name="in_region",
        limit_choices_to={"kind__in": ["region", "foreign_region"]},
    )
    department = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="département",
        null=True,
        blank=True,
        related_name="in_department",
        limit_choices_to={"kind": "department"},
        help_text="Pour un EPCI à cheval sur plusieurs départements : celui du siège.",
    )
    epci = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="intercommunalité",
        null=True,
        blank=True,
        related_name="in_epci",
        limit_choices_to={"kind": "epci"},
    )
    communes = models.ManyToManyField(
        "self",
        verbose_name="communes du quartier",
        symmetrical=False,
        blank=True,
        related_name="districts",
    )
    population = models.PositiveIntegerField("population", null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        "millésime de la population", null=True, blank=True
    )
    outline_year = models.PositiveSmallIntegerField(
        "millésime du contour", null=True, blank=True
    )
    outline = models.MultiPolygonField("contour", srid=4326, null=True, blank=True)
    location = models.PointField("point", srid=4326, null=True, blank=True)
    norm = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        ordering = ["kind", "name", "code"]
        constraints = [
            models.UniqueConstraint(
                name="territory_code_is_unique_in_its_kind",
                fields=["kind", "code"],
                violation_error_message="Ce code existe déjà pour cette nature.",
            ),
            models.CheckConstraint(
                name="territory_code_is_well_formed",
                condition=Q(kind="commune", code__regex=r"^([0-9]{2}|2[AB])[0-9]{3}$")
                | Q(kind="epci", code__regex=r"^[0-9]{9}$")
                | Q(kind="department", code__regex=r"^([0-9]{2}|2[AB]|97[0-9])$")
                | Q(kind="region", code__regex=r"^[0-9]{2}$")
                | Q(kind="district", code__regex=r"^Q[PN][0-9A-Z]{6}$")
                | Q(kind="country", code__regex=r"^[A-Z]{2}$")
                | Q(kind="foreign_region", code__regex=r"^[0-9A-Z.-]+$")
                | Q(kind="foreign_city", code__regex=r"^[0-9]+$"),
                violation_error_message="Ce code n’a pas la forme attendue.",
            ),
        ]
        indexes = [
            GinIndex(OpClass("norm", name="gin_trgm_ops"), name="territory_norm"),
            GinIndex("former_codes", name="territory_former_codes"),
            models.Index("code", name="territory_code"),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.COMMUNE:
            return f"{self.name} ({self.code})"
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory", args=[self.slug_of_kind, self.code])

    @property
    def slug_of_kind(self) -> str:
        return SLUGS[self.kind]

    @property
    def generation(self) -> int | None:
        """Year of the priority quarters' list this one belongs to, else None."""
        if self.kind != self.Kind.DISTRICT:
            return None
        return 2015 if self.code.startswith("QP") else 2024


# Kinds that others point at by key, with the field that does.
NESTING_FIELDS = {
    "country": "country",
    "region": "region",
    "foreign_region": "region",
    "department": "department",
    "epci": "epci",
}
