"""Actors: who leads, funds, hosts, trains, refers."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Func, Q
from django.urls import reverse

from accueil.common.fields import WebAddressField
from accueil.common.history import tracked
from accueil.common.models import FRENCH_ORDER, Timestamped
from accueil.common.validators import (
    validate_plain_text,
    validate_rna,
    validate_siret,
)
from accueil.reference.models.place import Placed
from accueil.reference.models.source import Sourced
from accueil.reference.models.territory import Territory
from accueil.reference.models.vocabulary import Network


class OrganisationQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)

    def visible_to(self, user):
        """Published ones; all of them for who may view them; a partner's own."""
        if user.has_perm("reference.view_private_organisation"):
            return self
        own = getattr(user, "organisation_id", None)
        return self.filter(Q(is_published=True) | Q(pk=own))

    def real(self):
        """Without the fictional examples: what open data may carry."""
        return self.filter(is_fictional=False)

    def in_territory(self, territory: Territory) -> Q:
        """The condition of being seated in ``territory`` or governing a part of it."""
        inside = Territory.objects.under(territory).values("pk")
        return Q(commune__in=inside) | Q(territory__in=inside)


class Organisation(Placed, Sourced, Timestamped):
    """One actor. Its people are in Contact, never here."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", "association"
        COLLECTIVE = "collective", "collectif citoyen"
        COMMUNE = "commune", "commune ou CCAS"
        EPCI = "epci", "intercommunalité"
        DEPARTMENT = "department", "département"
        REGION = "region", "Région"
        STATE_SERVICE = "state_service", "service de l’État"
        STATE_OPERATOR = "state_operator", "opérateur de l’État"
        TRAINING_BODY = "training_body", "organisme de formation"
        EMPLOYER = "employer", "employeur ou branche"
        NETWORK = "network", "réseau"
        UNIVERSITY = "university", "université ou recherche"
        FOREIGN_AUTHORITY = "foreign_authority", "collectivité étrangère"
        OTHER = "other", "autre"

    class Ecosystem(models.TextChoices):
        """The two worlds that axis 5 of the contract wants to join."""

        TRAINING = "training", "emploi et formation"
        RECEPTION = "reception", "accueil, hébergement, accompagnement"
        BOTH = "both", "les deux écosystèmes"

    name = models.CharField(
        "nom",
        max_length=200,
        db_collation=FRENCH_ORDER,
        validators=[validate_plain_text],
    )
    slug = models.SlugField("identifiant d’URL", max_length=120, unique=True)
    acronym = models.CharField("sigle", max_length=30, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=200),
        verbose_name="autres noms",
        default=list,
        blank=True,
        help_text="Séparés par des virgules : anciens noms, graphies, sigles.",
    )
    kind = models.CharField("nature", max_length=20, choices=Kind)
    summary = models.TextField(
        "présentation", blank=True, validators=[validate_plain_text]
    )
    siret = models.CharField(
        "SIRET", max_length=14, blank=True, validators=[validate_siret]
    )
    rna = models.CharField(
        "numéro RNA", max_length=10, blank=True, validators=[validate_rna]
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        verbose_name="territoire administré",
        null=True,
        blank=True,
        related_name="governed_by",
        help_text="Pour une collectivité : le territoire dont elle a la charge.",
    )
    website = WebAddressField(
        "site internet",
        blank=True,
    )
    ecosystem = models.CharField(
        "écosystème", max_length=10, choices=Ecosystem, blank=True
    )
    networks = models.ManyToManyField(
        Network,
        through="Membership",
        verbose_name="réseaux",
        related_name="organisations",
        blank=True,
    )
    is_published = models.BooleanField(
        "publié", default=False, help_text="Visible dans l’annuaire public."
    )
    is_fictional = models.BooleanField(
        "exemple fictif",
        default=False,
        help_text="Montré comme tel ; jamais dans les données ouvertes.",
    )
    internal_note = models.TextField("note interne", blank=True)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    # Every name it goes by, folded: one column to search.
    norm = models.GeneratedField(
        expression=Func(
            "name",
            "acronym",
            "aliases",
            function="accueil_names",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()
    history = tracked(
        excluded_fields=["norm", "public_location", "version"],
    )

    class Meta(Placed.Meta):
        abstract = False
        verbose_name = "acteur"
        ordering = ["name"]
        permissions = [
            (
                "view_private_organisation",
                "Peut voir les acteurs non publiés et les notes",
            ),
            ("publish_organisation", "Peut publier un acteur"),
        ]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                name="organisation_siret_is_unique",
                fields=["siret"],
                condition=~Q(siret=""),
                violation_error_message="Un acteur porte déjà ce SIRET.",
            ),
            models.UniqueConstraint(
                name="organisation_rna_is_unique",
                fields=["rna"],
                condition=~Q(rna=""),
                violation_error_message="Un acteur porte déjà ce numéro RNA.",
            ),
        ]
        indexes = [
            GinIndex(OpClass("norm", name="gin_trgm_ops"), name="organisation_norm"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])


class Membership(Sourced):
    """An organisation in a network, with the years that sources give."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name="acteur", related_name="memberships"
    )
    network = models.ForeignKey(
        Network, models.PROTECT, verbose_name="réseau", related_name="memberships"
    )
    joined_year = models.PositiveSmallIntegerField("depuis", null=True, blank=True)
    left_year = models.PositiveSmallIntegerField("jusqu’en", null=True, blank=True)

    class Meta:
        verbose_name = "adhésion"
        ordering = ["network__name"]
        constraints = [
            models.UniqueConstraint(
                name="membership_is_unique",
                fields=["organisation", "network", "joined_year"],
                nulls_distinct=False,
                violation_error_message="Cette adhésion est déjà enregistrée.",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(left_year=None)
                | Q(joined_year=None)
                | Q(left_year__gte=models.F("joined_year")),
                violation_error_message="La sortie du réseau précède l’adhésion.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.network}"
