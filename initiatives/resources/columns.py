"""The columns of an initiative in a spreadsheet, and where their values are stored."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, FloatField, Func, OuterRef, Value, When
from django.db.models.functions import Concat

from accueil.exchange.columns import Column, Kind
from accueil.reference.models import (
    Audience,
    Competence,
    Goal,
    Scheme,
    Sourced,
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


@dataclass(frozen=True)
class Field:
    """A column, what gives its value, and the French words of what is stored."""

    column: Column
    source: object  # a field's path, or an expression
    words: dict[str, str] | None = None


def _text(name: str, label: str, source, **options) -> Field:
    return Field(Column(name, label, **options), source)


def _choice(name: str, label: str, source: str, choices, **options) -> Field:
    words = dict(choices)
    column = Column(
        name, label, Kind.CHOICE, values=lambda: list(words.values()), **options
    )
    return Field(column, source, words)


def _terms(name: str, label: str, relation: str, help: str) -> Field:
    model = TERMS[name]

    def names() -> list[str]:
        rows = model.objects.all()
        if hasattr(model, "is_retired"):
            rows = rows.filter(is_retired=False)
        return list(rows.values_list("name", flat=True))

    linked = model.objects.filter(initiatives=OuterRef("pk")).values("name")
    column = Column(name, label, Kind.LIST, help=help, values=names, width=30)
    return Field(column, ArraySubquery(linked))


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


def _axis(point: str, axis: str) -> Func:
    return Func(point, function=f"ST_{axis}", output_field=FloatField())


def fields(private: bool) -> list[Field]:
    """All columns for staff, else the public ones: what the site shows."""
    return [field for field in _fields(private) if private or not field.column.private]


def _fields(private: bool) -> list[Field]:
    known = F("lead__name")
    lead = known if private else Case(When(lead__is_published=True, then=known))
    page = Concat(Value("/initiatives/"), "slug", Value("/"), output_field=CharField())
    return [
        _text(
            "identifiant",
            "Identifiant",
            "slug",
            kind=Kind.CODE,
            help="Ne pas changer : il dit de quelle fiche il s’agit. Vide pour une "
            "nouvelle fiche.",
            max_length=120,
            width=30,
        ),
        _text("intitule", "Intitulé", "title", required=True, max_length=200, width=50),
        _text(
            "resume",
            "Résumé",
            "summary",
            help="Deux ou trois phrases, 600 caractères au plus.",
            max_length=600,
            width=60,
        ),
        _text("description", "Description", "description", width=60),
        _text(
            "porteur",
            "Structure porteuse",
            lead,
            required=True,
            help="Nom, sigle ou autre nom d’un acteur déjà enregistré.",
            aliases=("Porteur", "Structure", "Organisme porteur"),
            max_length=200,
            width=40,
        ),
        _terms("themes", "Thèmes", "themes", "Séparés par des points-virgules."),
        _terms("publics", "Publics", "audiences", "Séparés par des points-virgules."),
        _terms("competences", "Compétences régionales", "competences", "De même."),
        _terms("dispositifs", "Dispositifs", "schemes", "De même."),
        _terms("odd", "Objectifs de développement durable", "goals", "De même."),
        _text(
            "commune",
            "Code de la commune",
            "commune__code",
            kind=Kind.CODE,
            help="Code officiel géographique (Insee), ou nom d’une seule commune.",
            aliases=("Commune", "Code Insee", "Insee", "Ville"),
            max_length=100,
        ),
        _text("nom_commune", "Nom de la commune", "commune__name", computed=True),
        _text(
            "departement",
            "Département",
            "commune__department__code",
            kind=Kind.CODE,
            computed=True,
        ),
        Field(
            Column(
                "territoires",
                "Territoires d’action",
                Kind.LIST,
                help="Codes, précédés de leur nature : epci:244500468.",
                width=30,
            ),
            _territories(),
        ),
        _text("adresse", "Adresse", "address", private=True, max_length=200, width=40),
        _text(
            "latitude",
            "Latitude",
            _axis("location", "Y"),
            kind=Kind.DECIMAL,
            private=True,
            help="Position exacte, en degrés (WGS 84). Jamais publiée telle quelle "
            "si le lieu est discret.",
            aliases=("lat", "y"),
        ),
        _text(
            "longitude",
            "Longitude",
            _axis("location", "X"),
            kind=Kind.DECIMAL,
            private=True,
            aliases=("lon", "lng", "long", "x"),
        ),
        _text(
            "latitude_publique",
            "Latitude publique",
            _axis("public_location", "Y"),
            kind=Kind.DECIMAL,
            computed=True,
            help="Celle du site : au point de la commune si le lieu est discret.",
        ),
        _text(
            "longitude_publique",
            "Longitude publique",
            _axis("public_location", "X"),
            kind=Kind.DECIMAL,
            computed=True,
        ),
        _choice(
            "precision",
            "Précision publiée",
            "precision",
            Initiative.Precision.choices,
        ),
        _text(
            "raison",
            "Raison de la discrétion",
            "precision_reason",
            private=True,
            max_length=200,
        ),
        _text(
            "hebergement",
            "Lieu d’hébergement",
            "is_shelter",
            kind=Kind.BOOLEAN,
            private=True,
            help="Un tel lieu n’est publié qu’à la commune.",
        ),
        _choice("etat", "État", "stage", Initiative.Stage.choices),
        _text("debut", "Début", "started_on", kind=Kind.DATE),
        _choice("debut_connu", "Début connu au", "started_precision", PRECISIONS),
        _text("fin", "Fin", "ended_on", kind=Kind.DATE),
        _choice("fin_connue", "Fin connue au", "ended_precision", PRECISIONS),
        _text("budget", "Budget total", "budget_eur", kind=Kind.DECIMAL, unit="€"),
        _text("budget_annee", "Année du budget", "budget_year", kind=Kind.INTEGER),
        _text("salaries", "Salariés", "staff_fte", kind=Kind.DECIMAL, unit="ETP"),
        _text("benevoles", "Bénévoles", "volunteers", kind=Kind.INTEGER),
        _choice("niveau_entree", "Niveau à l’entrée", "level_in", LANGUAGE_LEVELS),
        _choice("niveau_sortie", "Niveau à la sortie", "level_out", LANGUAGE_LEVELS),
        _text("source", "Source", "source_title", max_length=300, width=40),
        _text(
            "source_adresse",
            "Adresse de la source",
            "source_url",
            kind=Kind.LINK,
            max_length=500,
            width=40,
        ),
        _text("source_lue", "Source consultée le", "consulted_on", kind=Kind.DATE),
        _choice("confiance", "Confiance", "confidence", Sourced.Confidence.choices),
        _text("source_note", "Note sur la source", "source_note", width=40),
        _text("verifiee", "Vérifiée le", "verified_on", kind=Kind.DATE),
        _choice(
            "statut",
            "Statut",
            "status",
            Initiative.Status.choices,
            private=True,
            computed=True,
            help="Se change dans l’administration, jamais par un fichier.",
        ),
        _text("note", "Note interne", "internal_note", private=True, width=40),
        _text("page", "Page", page, kind=Kind.LINK, computed=True, width=40),
        _text(
            "modifiee",
            "Modifiée le",
            "updated_at",
            kind=Kind.DATETIME,
            computed=True,
        ),
    ]


PRECISIONS = Initiative._meta.get_field("started_precision").choices
