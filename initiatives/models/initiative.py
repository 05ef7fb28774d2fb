"""Initiatives: what exists, where, for whom, led by whom."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.urls import reverse

from accueil.common.history import tracked
from accueil.common.models import FRENCH_ORDER, Timestamped, ends_after_start
from accueil.common.validators import validate_plain_text
from accueil.reference.models import (
    Audience,
    Competence,
    Contact,
    DataVersion,
    Goal,
    Organisation,
    Placed,
    Scheme,
    Sourced,
    Territory,
    Theme,
)
from accueil.reference.search import full_text, parse, synonym_groups
from initiatives.models.expressions import (
    EachWord,
    FoldedWords,
    MercatorPixel,
    SearchDocument,
)
from initiatives.models.near import ranked

# Language levels of the Common European Framework, in order.
LANGUAGE_LEVELS = [
    (level, level) for level in ("A0", "A1", "A2", "B1", "B2", "C1", "C2")
]
FLOAT = models.FloatField()
CARD = [
    "title",
    "slug",
    "summary",
    "stage",
    "started_on",
    "started_precision",
    "verified_on",
    "is_fictional",
    "lead__name",
    "lead__is_published",
    "commune__name",
]
DATE_PRECISIONS = [("day", "jour"), ("month", "mois"), ("year", "année")]


class InitiativeQuerySet(models.QuerySet):
    """The questions asked of initiatives more than once. Each method chains."""

    def published(self):
        return self.filter(status="published")

    def visible_to(self, user):
        """Published ones; all for who may view them; a partner's own too."""
        if user.has_perm("initiatives.view_initiative"):
            return self
        own = getattr(user, "organisation_id", None)
        if own is None:
            return self.published()
        taking_part = self.model.participants.through.objects.filter(
            initiative=OuterRef("pk"), organisation=own
        )
        return self.filter(Q(status="published") | Q(lead=own) | Exists(taking_part))

    def real(self):
        """Without the fictional examples: what open data may carry."""
        return self.filter(is_fictional=False)

    def within(self, territory: Territory):
        """Located in ``territory``, or acting on it or on a part of it. Once each."""
        return self.filter(self.in_territory(territory))

    def in_territory(self, territory: Territory):
        """The condition of ``within``, to combine with others.

        Commune keys rather than outlines: right even where no outline is known, and
        blind to the private position. A priority quarter has no key: its outline
        decides, on the public position.
        """
        inside = Territory.objects.under(territory).values("pk")
        acting = self.model.territories.through.objects.filter(
            initiative=OuterRef("pk"), territory__in=inside
        )
        located = Q(commune__in=inside)
        if territory.kind == Territory.Kind.DISTRICT and territory.outline:
            located = Q(public_location__coveredby=territory.outline)
        return located | Exists(acting)

    def led_or_joined_by(self, organisation: Organisation):
        """Those that ``organisation`` leads or takes part in. Once each."""
        taking_part = self.model.participants.through.objects.filter(
            initiative=OuterRef("pk"), organisation=organisation
        )
        return self.filter(Q(lead=organisation) | Exists(taking_part))

    def search(self, text: str, *, among=None, version: int | None = None):
        """Those that ``text`` describes, annotated with ``rank``.

        Full text first; when fewer than FEW of ``among`` match, near spellings too.
        Give the same ``among`` (the public rows) with every filter, so that counts of
        facets and lists agree. Three queries before the first row, one when the
        process remembers the synonyms.
        """
        if version is None:
            version = DataVersion.current().number
        groups = synonym_groups(version)
        wanted = parse(text, groups)
        question = full_text(wanted)
        if question is None:
            return self.annotate(rank=Value(0.0))
        return ranked(self, wanted, question, self if among is None else among)

    def for_list(self):
        """With what a card shows, and nothing else: one query for any number of rows.

        ``theme_names``: in order; ``acts_in``: the first territory of action, or None;
        ``lon`` and ``lat``: of the public point, or None.
        """
        themes = Theme.objects.filter(initiatives=OuterRef("pk")).values("name")
        territories = Territory.objects.filter(initiatives=OuterRef("pk"))
        return (
            self.select_related("lead", "commune")
            .only(*CARD)
            .annotate(
                theme_names=ArraySubquery(themes),
                acts_in=Subquery(territories.values("name")[:1]),
                lon=Func("public_location", function="ST_X", output_field=FLOAT),
                lat=Func("public_location", function="ST_Y", output_field=FLOAT),
            )
        )


class Initiative(Placed, Sourced, Timestamped):
    """One action of reception or integration, by one lead organisation."""

    class Status(models.TextChoices):
        DRAFT = "draft", "brouillon"
        REVIEW = "review", "à relire"
        PUBLISHED = "published", "publiée"
        ARCHIVED = "archived", "archivée"

    class Stage(models.TextChoices):
        PROJECT = "project", "en projet"
        UNDER_WAY = "under_way", "en cours"
        ENDED = "ended", "terminée"
        PERMANENT = "permanent", "pérenne"
        UNKNOWN = "unknown", "état non précisé"  # an old source says nothing of today

    title = models.CharField(
        "intitulé",
        max_length=200,
        db_collation=FRENCH_ORDER,
        validators=[validate_plain_text],
    )
    slug = models.SlugField("identifiant d’URL", max_length=120, unique=True)
    summary = models.TextField(
        "résumé",
        blank=True,
        max_length=600,
        validators=[validate_plain_text],
        help_text="Deux ou trois phrases, 600 caractères au plus.",
    )
    description = models.TextField(
        "description", blank=True, validators=[validate_plain_text]
    )
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="led_initiatives",
        verbose_name="structure porteuse",
    )
    participants = models.ManyToManyField(
        Organisation,
        through="Participation",
        related_name="joined_initiatives",
        verbose_name="autres acteurs",
    )
    themes = models.ManyToManyField(
        Theme, related_name="initiatives", verbose_name="thèmes", blank=True
    )
    audiences = models.ManyToManyField(
        Audience, related_name="initiatives", verbose_name="publics", blank=True
    )
    competences = models.ManyToManyField(
        Competence, related_name="initiatives", verbose_name="compétences", blank=True
    )
    schemes = models.ManyToManyField(
        Scheme, related_name="initiatives", verbose_name="dispositifs", blank=True
    )
    goals = models.ManyToManyField(
        Goal,
        related_name="initiatives",
        verbose_name="objectifs de développement durable",
        blank=True,
    )
    territories = models.ManyToManyField(
        Territory,
        related_name="initiatives",
        verbose_name="territoires d’action",
        blank=True,
        help_text="Où l’initiative agit, si ce n’est pas seulement sa commune.",
    )
    stage = models.CharField(
        "état", max_length=10, choices=Stage, default=Stage.UNDER_WAY
    )
    started_on = models.DateField("début", null=True, blank=True)
    started_precision = models.CharField(
        "début connu au", max_length=5, choices=DATE_PRECISIONS, default="day"
    )
    ended_on = models.DateField("fin", null=True, blank=True)
    ended_precision = models.CharField(
        "fin connue au", max_length=5, choices=DATE_PRECISIONS, default="day"
    )
    budget_eur = models.DecimalField(
        "budget total (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    budget_year = models.PositiveSmallIntegerField(
        "année du budget", null=True, blank=True
    )
    staff_fte = models.DecimalField(
        "salariés (équivalents temps plein)",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )
    volunteers = models.PositiveIntegerField("bénévoles", null=True, blank=True)
    level_in = models.CharField(
        "niveau de français à l’entrée",
        max_length=2,
        choices=LANGUAGE_LEVELS,
        blank=True,
        help_text="Pour une formation : niveau du cadre européen.",
    )
    level_out = models.CharField(
        "niveau visé à la sortie", max_length=2, choices=LANGUAGE_LEVELS, blank=True
    )
    contacts = models.ManyToManyField(
        Contact, related_name="initiatives", verbose_name="contacts", blank=True
    )
    verified_on = models.DateField("vérifiée le", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="vérifiée par",
        null=True,
        blank=True,
        related_name="+",
    )
    internal_note = models.TextField(
        "note interne", blank=True, help_text="Jamais publiée, dans aucun format."
    )
    status = models.CharField(
        "statut", max_length=10, choices=Status, default=Status.DRAFT
    )
    published_at = models.DateTimeField(
        "première publication", null=True, blank=True, editable=False
    )
    is_fictional = models.BooleanField(
        "exemple fictif",
        default=False,
        help_text="Montré comme tel ; jamais dans les données ouvertes.",
    )
    version = models.PositiveIntegerField("version", default=0, editable=False)
    # Changing it revokes the preview links already given.
    preview_key = models.UUIDField("clé d’aperçu", default=uuid.uuid4, editable=False)
    # Names of the lead and of the commune, kept by the trigger initiative_context.
    context = models.TextField("noms liés", default="", editable=False)
    search = models.GeneratedField(
        expression=SearchDocument("title", "summary", "context", "description"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    norm = models.GeneratedField(
        expression=FoldedWords("title", "context"),
        output_field=models.TextField(),
        db_persist=True,
    )
    map_x = models.GeneratedField(
        expression=MercatorPixel("public_location", axis="x"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    map_y = models.GeneratedField(
        expression=MercatorPixel("public_location", axis="y"),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    objects = InitiativeQuerySet.as_manager()
    history = tracked(
        m2m_fields=[
            themes,
            audiences,
            competences,
            schemes,
            goals,
            territories,
        ],
        excluded_fields=[
            "search",
            "norm",
            "map_x",
            "map_y",
            "context",
            "public_location",
            "preview_key",
            "version",
        ],
    )

    class Meta(Placed.Meta):
        abstract = False
        verbose_name = "initiative"
        ordering = ["title", "pk"]
        permissions = [
            ("publish_initiative", "Peut publier, dépublier et archiver"),
            ("import_initiative", "Peut importer un fichier d’initiatives"),
            (
                "view_private_initiative",
                "Peut voir notes internes et positions exactes",
            ),
            (
                "export_private_initiative",
                "Peut exporter les fiches avec leurs colonnes internes",
            ),
        ]
        constraints = [
            *Placed.Meta.constraints,
            ends_after_start(
                "initiative", "started_on", "ended_on", "La fin précède le début."
            ),
            models.CheckConstraint(
                name="initiative_published_has_summary",
                condition=~Q(status="published") | ~Q(summary=""),
                violation_error_message="Un résumé est requis pour publier.",
            ),
            models.CheckConstraint(
                name="initiative_published_cites_its_source",
                condition=~Q(status="published") | ~Q(source_title=""),
                violation_error_message="Une source est requise pour publier.",
            ),
            models.CheckConstraint(
                name="initiative_level_does_not_fall",
                condition=Q(level_in="")
                | Q(level_out="")
                | Q(level_out__gte=F("level_in")),
                violation_error_message="Le niveau de sortie est inférieur à l’entrée.",
            ),
            models.CheckConstraint(
                name="initiative_budget_is_not_negative",
                condition=Q(budget_eur=None) | Q(budget_eur__gte=0),
                violation_error_message="Un budget ne peut pas être négatif.",
            ),
        ]
        indexes = [
            GinIndex("search", name="initiative_search"),
            GinIndex(EachWord("norm"), name="initiative_words"),
            # Gives initiatives/columns.py its columns without reading the table.
            models.Index(
                "map_x",
                "map_y",
                include=["id"],
                name="initiative_pixels",
                condition=Q(status="published"),
            ),
            models.Index(
                "title",
                "id",
                name="initiative_by_title",
                condition=Q(status="published"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:detail", args=[self.slug])

    @property
    def public_lead(self) -> Organisation | None:
        """The lead when everybody may know it. Reads ``lead``."""
        return self.lead if self.lead.is_published else None

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED
