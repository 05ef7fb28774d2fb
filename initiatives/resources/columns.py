"""The columns of an initiative in a spreadsheet, and where their values are stored."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, OuterRef, Value, When
from django.db.models.functions import Concat

from accueil.exchange.columns import Column, Kind
from accueil.exchange.fields import Field, choice, simple, source_fields, terms
from accueil.exchange.places import place_fields
from accueil.reference.models import (
    Audience,
    Competence,
    Goal,
    Scheme,
    Territory,
    Theme,
)
from accueil.reference.models.territory import KINDS_BY_SLUG
from initiatives.models import Initiative
from initiatives.models.initiative import LANGUAGE_LEVELS

TERMS = {
    "themes": Theme,
    "publics": Audience,
    "competences": Competence,
    "dispositifs": Scheme,
    "odd": Goal,
}  # column: vocabulary
PRECISIONS = Initiative._meta.get_field("started_precision").choices
SEVERAL = "Séparés par des points-virgules."


def _terms(name: str, label: str, relation: str) -> Field:
    return terms(name, label, TERMS[name], relation, "initiatives", help=SEVERAL)


def _territories() -> ArraySubquery:
    """« epci:244500468 », as addresses have them."""
    slug = Case(
        *[When(kind=kind, then=Value(word)) for word, kind in KINDS_BY_SLUG.items()]
    )
    linked = Territory.objects.filter(initiatives=OuterRef("pk")).order_by(
        "kind", "code"
    )
    return ArraySubquery(
        linked.values(text=Concat(slug, Value(":"), "code", output_field=CharField()))
    )


def fields(private: bool) -> list[Field]:
    """All columns; for the public, a lead that is not published is not named."""
    known = F("lead__name")
    lead = known if private else Case(When(lead__is_published=True, then=known))
    page = Concat(Value("/initiatives/"), "slug", Value("/"), output_field=CharField())
    return [
        simple(
            "identifiant",
            "Identifiant",
            "slug",
            kind=Kind.CODE,
            help="Ne pas changer : il dit de quelle fiche il s’agit. Vide pour une "
            "nouvelle fiche.",
            max_length=120,
            width=30,
        ),
        simple(
            "intitule", "Intitulé", "title", required=True, max_length=200, width=50
        ),
        simple(
            "resume",
            "Résumé",
            "summary",
            help="Deux ou trois phrases, 600 caractères au plus.",
            max_length=600,
            width=60,
        ),
        simple("description", "Description", "description", width=60),
        simple(
            "porteur",
            "Structure porteuse",
            lead,
            required=True,
            help="Nom, sigle ou autre nom d’un acteur déjà enregistré.",
            aliases=("Porteur", "Structure", "Organisme porteur"),
            max_length=200,
            width=40,
        ),
        _terms("themes", "Thèmes", "themes"),
        _terms("publics", "Publics", "audiences"),
        _terms("competences", "Compétences régionales", "competences"),
        _terms("dispositifs", "Dispositifs", "schemes"),
        _terms("odd", "Objectifs de développement durable", "goals"),
        Field(
            Column(
                "territoires",
                "Territoires d’action",
                Kind.LIST,
                help="Codes, précédés de leur nature : epci:244500468.",
                width=30,
            ),
            _territories(),
            relation="territories",
        ),
        *place_fields(),
        choice("etat", "État", "stage", Initiative.Stage.choices),
        simple("debut", "Début", "started_on", kind=Kind.DATE),
        choice("debut_connu", "Début connu au", "started_precision", PRECISIONS),
        simple("fin", "Fin", "ended_on", kind=Kind.DATE),
        choice("fin_connue", "Fin connue au", "ended_precision", PRECISIONS),
        simple("budget", "Budget total", "budget_eur", kind=Kind.DECIMAL, unit="€"),
        simple("budget_annee", "Année du budget", "budget_year", kind=Kind.INTEGER),
        simple("salaries", "Salariés", "staff_fte", kind=Kind.DECIMAL, unit="ETP"),
        simple("benevoles", "Bénévoles", "volunteers", kind=Kind.INTEGER),
        choice("niveau_entree", "Niveau à l’entrée", "level_in", LANGUAGE_LEVELS),
        choice("niveau_sortie", "Niveau à la sortie", "level_out", LANGUAGE_LEVELS),
        *source_fields(),
        simple("verifiee", "Vérifiée le", "verified_on", kind=Kind.DATE),
        choice(
            "statut",
            "Statut",
            "status",
            Initiative.Status.choices,
            private=True,
            computed=True,
            help="Se change dans l’administration, jamais par un fichier.",
        ),
        simple("note", "Note interne", "internal_note", private=True, width=40),
        simple("page", "Page", page, kind=Kind.LINK, computed=True, width=40),
        simple(
            "modifiee",
            "Modifiée le",
            "updated_at",
            kind=Kind.DATETIME,
            computed=True,
        ),
    ]
