"""Rules and questions of initiatives."""

import pytest
from django.db import IntegrityError

from initiatives.models import Initiative
from tests.factories import (
    ORLEANS,
    TOURS,
    make_contact,
    make_department,
    make_initiative,
    make_organisation,
    make_participation,
    make_territory,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
CONSTRAINTS = {
    "initiative_published_has_summary": {"summary": ""},
    "initiative_published_cites_its_source": {"source_title": ""},
    "initiative_ends_after_it_starts": {
        "started_on": "2026-03-02",
        "ended_on": "2026-03-01",
    },
    "initiative_level_does_not_fall": {"level_in": "B1", "level_out": "A2"},
    "initiative_budget_is_not_negative": {"budget_eur": -1},
    "initiative_shelter_is_public_at_commune_level_only": {"is_shelter": True},
    "initiative_discretion_has_a_reason": {"precision": "street"},
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_database_refuses(name):
    with pytest.raises(IntegrityError, match=name):
        make_initiative(**CONSTRAINTS[name])


def test_exact_place_is_public_as_it_is():
    initiative = make_initiative(location=ORLEANS)

    assert initiative.public_location.coords == ORLEANS


def test_street_place_is_public_on_a_grid():
    initiative = make_initiative(
        location=(1.90951, 47.90289), precision="street", precision_reason="essai"
    )

    assert initiative.public_location.coords == pytest.approx((1.91, 47.902))


def test_shelter_is_public_at_the_point_of_its_commune():
    commune = make_territory(TOURS)
    initiative = make_initiative(
        location=ORLEANS,
        commune=commune,
        is_shelter=True,
        precision="commune",
        precision_reason="hébergement",
    )

    assert initiative.public_location.coords == TOURS


def test_bulk_writes_cannot_publish_the_point_of_a_shelter():
    commune = make_territory(TOURS)
    initiative = make_initiative(
        location=ORLEANS,
        commune=commune,
        is_shelter=True,
        precision="commune",
        precision_reason="hébergement",
    )

    Initiative.objects.update(public_location=initiative.location)

    initiative.refresh_from_db()
    assert initiative.public_location.coords == TOURS


def test_initiative_follows_its_commune():
    commune = make_territory(TOURS)
    initiative = make_initiative(
        commune=commune, precision="commune", precision_reason="essai"
    )

    commune.location.x += 1
    commune.save()

    initiative.refresh_from_db()
    assert initiative.public_location.x == pytest.approx(TOURS[0] + 1)


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        ("exact", "12 bis, rue des Lilas"),
        ("street", "rue des Lilas"),
        ("commune", ""),
    ],
)
def test_public_address_says_no_more_than_the_precision(precision, shown):
    initiative = Initiative(address="12 bis, rue des Lilas", precision=precision)

    assert initiative.public_address == shown


def test_street_with_another_number_is_not_shown():
    initiative = Initiative(address="12, rue des Lilas, bâtiment 4", precision="street")

    assert initiative.public_address == ""


def test_within_finds_located_and_acting_once_each():
    department = make_department()
    commune = make_territory(department=department)
    both = make_initiative(
        title="A", commune=commune, territories=[department, commune]
    )
    acting = make_initiative(title="B", location=None, territories=[commune])
    make_initiative(title="C", commune=make_territory(TOURS))

    assert list(Initiative.objects.within(department)) == [both, acting]


def test_within_a_quarter_uses_the_public_position():
    quarter = make_territory(ORLEANS, 0.01, kind="district", code="QN04501M")
    commune = make_territory(TOURS)
    inside = make_initiative(location=ORLEANS)
    make_initiative(
        location=ORLEANS,
        commune=commune,
        precision="commune",
        precision_reason="discrétion",
    )

    assert list(Initiative.objects.within(quarter)) == [inside]


def test_partner_sees_drafts_of_its_own_organisation_only():
    own = make_organisation()
    led = make_initiative(title="A", lead=own, status="draft")
    joined = make_initiative(title="B", status="draft")
    make_participation(joined, organisation=own)
    make_initiative(title="C", status="draft")
    user = make_user(organisation=own)

    assert list(Initiative.objects.visible_to(user)) == [led, joined]


def test_lead_is_public_only_when_published():
    hidden = make_initiative(lead=make_organisation(is_published=False))
    shown = make_initiative()

    assert (hidden.public_lead, shown.public_lead) == (None, shown.lead)


def test_contact_without_consent_is_not_public():
    agreed = make_contact(consent_on="2026-01-01")
    make_contact(organisation=agreed.organisation)

    assert list(agreed.organisation.contacts.public()) == [agreed]


def test_search_finds_accents_plurals_and_names_around():
    commune = make_territory(name="Saint-Denis-de-l’Hôtel")
    theme = make_theme(name="Logement et hébergement")
    wanted = make_initiative(
        title="Cafés français",
        commune=commune,
        lead=make_organisation(name="Les Tisseuses", acronym="LT45"),
        themes=[theme],
    )
    make_initiative(title="Autre chose")

    for words in ["cafe francais", "st-denis", "saint denis", "tisseuses", "LT45",
                  "hebergement", "café st denis", "cafés de Saint Denis"]:  # fmt: skip
        assert list(Initiative.objects.search(words)) == [wanted], words


@pytest.mark.parametrize("words", ["hebergemant", "refujiés", "Vilage hébergment"])
def test_search_tolerates_typing_errors(words):
    wanted = make_initiative(title="Village d’hébergement de réfugiés")
    make_initiative(title="Permis de conduire")

    assert list(Initiative.objects.search(words)) == [wanted]


def test_search_follows_a_lead_that_changes_its_name():
    lead = make_organisation(name="Ancienne")
    initiative = make_initiative(lead=lead)

    lead.name = "Nouvelle"
    lead.save()

    assert list(Initiative.objects.search("nouvelle")) == [initiative]
    assert list(Initiative.objects.search("ancienne")) == []


def test_search_does_not_find_by_the_name_of_an_unpublished_lead():
    make_initiative(lead=make_organisation(name="Clandestine", is_published=False))

    assert list(Initiative.objects.search("clandestine")) == []
