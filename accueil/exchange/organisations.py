"""Actors as a spreadsheet: how they leave, and how they come in."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, OuterRef, QuerySet, Value, When
from django.db.models.functions import Concat

from accueil.common.text import fold
from accueil.exchange.cells import Value as CellValue
from accueil.exchange.columns import Column, Kind
from accueil.exchange.fields import Field, choice, simple, source_fields
from accueil.exchange.places import PlacedResource, check_place, place_fields
from accueil.exchange.resources import Draft
from accueil.reference.models import Network, Organisation
from accueil.reference.models.territory import KINDS_BY_SLUG


class OrganisationResource(PlacedResource):
    name = "acteurs"
    label = "acteurs"
    model = Organisation
    key = "identifiant"
    title = "nom"

    def make_fields(self) -> Iterable[Field]:
        return [*_identity(), *place_fields(), *_about()]

    def public_rows(self) -> QuerySet:
        return Organisation.objects.published().real()

    def check(self, draft: Draft) -> None:
        super().check(draft)
        if text := draft.values.get("territoire"):
            draft.attempt("territoire", lambda: self.references.territory(text))
        check_place(draft, self.references)
        self._tell_double(draft)

    def _tell_double(self, draft: Draft) -> None:
        """A name, acronym or other name that an actor bears already."""
        name = draft.values.get("nom")
        if draft.stored or draft.errors or not name:
            return
        if found := self.references.organisations.get(fold(name)):
            draft.resembles = f"« {found[0][1]} »"
        self.references.organisations.setdefault(
            fold(name), [(0, f"ligne {draft.line}")]
        )

    def fill(self, row: Organisation, values: dict[str, CellValue]) -> set[str]:
        rest = {name: value for name, value in values.items() if name != "territoire"}
        touched = super().fill(row, rest)
        if "territoire" in values:
            code = values["territoire"]
            row.territory_id = self.references.territories[code] if code else None
            touched.add("territory")
        return touched


def _identity() -> list[Field]:
    slug = Case(
        *[
            When(territory__kind=kind, then=Value(word))
            for word, kind in KINDS_BY_SLUG.items()
        ]
    )
    governed = Case(
        When(territory=None, then=None),
        default=Concat(slug, Value(":"), "territory__code"),
        output_field=CharField(),
    )
    networks = Network.objects.filter(organisations=OuterRef("pk")).values("name")
    return [
        simple(
            "identifiant",
            "Identifiant",
            "slug",
            kind=Kind.CODE,
            help="Ne pas changer : il dit de quel acteur il s’agit. Vide pour un "
            "nouvel acteur.",
            max_length=120,
            width=30,
        ),
        simple("nom", "Nom", "name", required=True, max_length=200, width=50),
        simple("sigle", "Sigle", "acronym", max_length=30),
        simple(
            "autres_noms",
            "Autres noms",
            "aliases",
            kind=Kind.LIST,
            help="Séparés par des points-virgules.",
        ),
        choice("nature", "Nature", "kind", Organisation.Kind.choices, required=True),
        simple("presentation", "Présentation", "summary", width=60),
        simple("siret", "SIRET", "siret", kind=Kind.CODE, max_length=20),
        simple("rna", "Numéro RNA", "rna", kind=Kind.CODE, max_length=12),
        simple(
            "territoire",
            "Territoire administré",
            governed,
            help="Pour une collectivité : nature et code, comme epci:244500468.",
        ),
        simple(
            "site", "Site internet", "website", kind=Kind.LINK, max_length=200, width=40
        ),
        choice("ecosysteme", "Écosystème", "ecosystem", Organisation.Ecosystem.choices),
        Field(
            Column(
                "reseaux",
                "Réseaux",
                Kind.LIST,
                computed=True,
                help="Présents et passés ; se changent dans l’administration.",
            ),
            ArraySubquery(networks),
        ),
    ]


def _about() -> list[Field]:
    page = Concat(Value("/acteurs/"), "slug", Value("/"), output_field=CharField())
    return [
        *source_fields(),
        simple(
            "publie",
            "Publié",
            "is_published",
            kind=Kind.BOOLEAN,
            private=True,
            computed=True,
            help="Se change dans l’administration, jamais par un fichier.",
        ),
        simple("note", "Note interne", "internal_note", private=True, width=40),
        simple("page", "Page", page, kind=Kind.LINK, computed=True, width=40),
        simple(
            "modifiee", "Modifiée le", "updated_at", kind=Kind.DATETIME, computed=True
        ),
    ]
