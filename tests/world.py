"""A small world, public and private, for the tests of confidentiality.

Every private text holds a token of its own; ``PRIVATE`` tells which class of reader may
meet it. Tokens are letters only, so that no folding or encoding changes them.
"""

import base64
from datetime import date
from itertools import count
from urllib.parse import quote

from django.contrib.gis.geos import Point

from accueil.reference.models import Synonym
from initiatives.models import Initiative
from tests.factories import (
    BLOIS,
    ORLEANS,
    make_audience,
    make_competence,
    make_contact,
    make_department,
    make_document,
    make_goal,
    make_initiative,
    make_lever_kind,
    make_network,
    make_obstacle_kind,
    make_organisation,
    make_participation,
    make_region,
    make_scheme,
    make_territory,
    make_theme,
    make_user,
)

_letters = "abcdefghijklmnopqrstuvwxyz"
_numbers = count(1)

# A place that nobody public may read; each number is a canary of its own.
SECRET_PLACE = (1.876543, 47.765432)
SECRET_NUMBERS = ["1.8765", "47.7654", "1,8765", "47,7654"]


def token(kind: str) -> str:
    """A word that means nothing, unique, all letters: « canari<kind>xxxx »."""
    number, word = next(_numbers), ""
    for _ in range(4):
        number, rest = divmod(number, 26)
        word = _letters[rest] + word
    return f"canari{kind}{word}"


def forms(word: str) -> list[str]:
    """The ways ``word`` may hide in an answer."""
    plain = base64.b64encode(word.encode()).decode().rstrip("=")
    return [word, word[::-1], quote(word), plain[2:-2]]


class World:
    """``public`` rows with full links; ``secrets``: {class of secret: [tokens]}."""

    # Known beforehand, so that addresses may ask for what does not exist yet.
    draft_slug = "canaridraftslug"
    hidden_slug = "canariorganisationslug"

    def __init__(self):
        self.secrets: dict[str, list[str]] = {
            "draft": [self.draft_slug],
            "organisation": [self.hidden_slug],
        }

    def secret(self, kind: str) -> str:
        word = token(kind)
        self.secrets.setdefault(kind, []).append(word)
        return word

    def build_public(self) -> None:
        self.region = make_region()
        self.department = make_department(region=self.region)
        self.epci = make_territory(
            kind="epci", code="244500468", name="Métropole", department=self.department
        )
        self.commune = make_territory(
            code="45234",
            name="Orléans",
            department=self.department,
            region=self.region,
            epci=self.epci,
            population=116000,
            population_year=2023,
        )
        self.quarter = make_territory(
            ORLEANS, 0.01, kind="district", code="QN04501M", name="La Source"
        )
        self.quarter.communes.set([self.commune])
        Synonym.objects.create(words=["CIR", "contrat d’intégration"])
        self.theme = make_theme(slug="langue", name="Langue")
        self.audience = make_audience(slug="femmes", name="Femmes")
        self.competence = make_competence(slug="formation")
        self.scheme = make_scheme(slug="defi")
        self.goal = make_goal()
        self.network = make_network(slug="anvita")
        self.obstacle_kind = make_obstacle_kind()
        self.lever_kind = make_lever_kind()
        self.lead = make_organisation(
            name="Porteur public",
            slug="porteur-public",
            commune=self.commune,
            location=ORLEANS,
            networks=[self.network],
        )
        self.initiative = make_initiative(
            title="Cours publics",
            slug="cours-publics",
            lead=self.lead,
            commune=self.commune,
            **self._links(),
        )
        self._details(self.initiative, self.lead)
        make_initiative(
            title="Cours voisins", slug="cours-voisins", lead=self.lead, **self._links()
        )

    def build_private(self) -> None:
        """Everything that must not be seen from outside, tied to what is."""
        hidden = make_organisation(
            name=self.secret("organisation"),
            slug=self.hidden_slug,
            acronym=self.secret("organisation")[:30],
            summary=self.secret("organisation"),
            internal_note=self.secret("note"),
            is_published=False,
            commune=self.commune,
            location=ORLEANS,
            networks=[self.network],
        )
        for status in ["draft", "review", "archived"]:
            draft = make_initiative(
                title=self.secret("draft"),
                slug=self.draft_slug if status == "draft" else self.secret("draft"),
                summary=self.secret("draft"),
                description=self.secret("draft"),
                source_title=self.secret("draft"),
                source_url=f"https://exemple.test/{self.secret('draft')}",
                source_note=self.secret("draft"),
                internal_note=self.secret("note"),
                status=status,
                lead=self.lead,
                commune=self.commune,
                contacts=[self._contact(self.lead)],
                **self._links(),
            )
            self._details(draft, hidden, secret=True)
        self.draft = Initiative.objects.get(slug=self.draft_slug)
        self._contact(self.lead)
        self.initiative.contacts.add(self._contact(self.lead))
        Initiative.objects.filter(pk=self.initiative.pk).update(
            internal_note=self.secret("note")
        )
        self.lead.internal_note = self.secret("note")
        type(self.lead).objects.filter(pk=self.lead.pk).update(
            internal_note=self.lead.internal_note
        )
        make_participation(self.initiative, organisation=hidden, role="funder")
        make_user(
            username=self.secret("account"),
            email=f"{self.secret('account')}@exemple.test",
            first_name=self.secret("account"),
        )

    def build_shelter(self) -> None:
        """A published shelter whose place and address must stay at its commune."""
        self.shelter = make_initiative(
            title="Accueil de nuit",
            slug="accueil-de-nuit",
            lead=self.lead,
            commune=self.commune,
            location=Point(*SECRET_PLACE, srid=4326),
            address=f"12, rue {self.secret('place')}",
            is_shelter=True,
            precision="commune",
            precision_reason=self.secret("note"),
            **self._links(),
        )
        self.foyer = make_organisation(
            name="Foyer",
            slug="foyer",
            commune=self.commune,
            location=Point(*SECRET_PLACE, srid=4326),
            address=f"14, rue {self.secret('place')}",
            is_shelter=True,
            precision="commune",
            precision_reason=self.secret("note"),
        )

    def _links(self) -> dict:
        return {
            "themes": [self.theme],
            "audiences": [self.audience],
            "competences": [self.competence],
            "schemes": [self.scheme],
            "goals": [self.goal],
            "territories": [self.department],
        }

    def _contact(self, organisation):
        return make_contact(
            organisation=organisation,
            function=self.secret("contact"),
            name=self.secret("contact"),
            email=f"{self.secret('contact')}@exemple.test",
            phone=self.secret("contact")[-20:],
        )

    def _details(self, initiative, organisation, secret: bool = False) -> None:
        word = (lambda: self.secret("draft")) if secret else (lambda: "précision")
        make_participation(initiative, organisation=organisation, role="partner")
        initiative.fundings.create(funder=organisation, note=word(), year=2024)
        initiative.results.create(label=word(), value=12, unit="personnes", year=2024)
        initiative.obstacles.create(
            kind=self.obstacle_kind, competence=self.competence, note=word()
        )
        initiative.levers.create(kind=self.lever_kind, note=word())
        make_document(
            initiative,
            title=word(),
            url=f"https://exemple.test/{word()}",
            consulted_on=date(2026, 1, 2),
        )


def make_world() -> World:
    world = World()
    world.build_public()
    world.build_shelter()
    world.build_private()
    return world


__all__ = ["BLOIS", "SECRET_NUMBERS", "World", "forms", "make_world", "token"]
