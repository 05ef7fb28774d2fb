"""No limit of rate but where a test sets one; one initiative with everything filled."""

import pytest
from django.core.cache import cache
from rest_framework.settings import api_settings

from initiatives.models import Funding, Lever, Obstacle, Result
from tests.factories import (
    BLOIS,
    make_audience,
    make_competence,
    make_contact,
    make_department,
    make_document,
    make_goal,
    make_initiative,
    make_lever_kind,
    make_obstacle_kind,
    make_organisation,
    make_participation,
    make_scheme,
    make_territory,
    make_theme,
    make_user,
)

SECRET = "CANARI"


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    """Function that sets the rate; none at first."""
    cache.clear()

    def set_rate(rate: str | None) -> None:
        monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "anon", rate)

    set_rate(None)
    return set_rate


@pytest.fixture
def full():
    """One with everything filled, private things included."""
    department = make_department("41", "Loir-et-Cher", center=BLOIS)
    blois = make_territory(BLOIS, code="41018", name="Blois", department=department)
    learning = make_competence(slug="formation", name="Formation")
    lead = make_organisation(
        name="Porteuse",
        slug="porteuse",
        acronym="PRT",
        internal_note=f"{SECRET} organisation",
    )
    initiative = make_initiative(
        title="Cours du soir",
        slug="cours-du-soir",
        description="Longue description.",
        lead=lead,
        commune=blois,
        location=(1.3281234567, 47.5887654321),
        address="3 rue du Commerce",
        themes=[make_theme(slug="langue", name="Langue")],
        audiences=[make_audience(slug="exiles", name="Personnes exilées")],
        competences=[learning],
        schemes=[make_scheme(slug="agir", name="AGIR")],
        goals=[make_goal(4, slug="odd-4", name="Éducation")],
        territories=[department],
        stage="permanent",
        started_on="2021-09-01",
        started_precision="month",
        budget_eur="12500.50",
        budget_year=2024,
        staff_fte="1.5",
        volunteers=12,
        level_in="A1",
        level_out="B1",
        source_url="https://exemple.test/source",
        consulted_on="2026-02-03",
        confidence="high",
        source_note="Chiffre arrondi.",
        verified_on="2026-03-04",
        verified_by=make_user(first_name=SECRET, last_name=SECRET),
        internal_note=f"{SECRET} note",
        contacts=[
            make_contact(organisation=lead, name=SECRET, consent_on="2026-01-01")
        ],
    )
    funder = make_organisation(name="Financeur", slug="financeur", kind="region")
    make_participation(initiative, organisation=funder, role="funder")
    Funding.objects.create(
        initiative=initiative, funder=funder, amount_eur="9000", year=2024
    )
    Result.objects.create(
        initiative=initiative, label="Personnes formées", value=40, unit="personnes"
    )
    Obstacle.objects.create(
        initiative=initiative,
        kind=make_obstacle_kind(slug="transport", name="Transport"),
        competence=learning,
        note="Le soir.",
    )
    Lever.objects.create(
        initiative=initiative, kind=make_lever_kind(slug="bus", name="Bus")
    )
    make_document(initiative, title="Le programme", credit="La ville")
    return initiative
