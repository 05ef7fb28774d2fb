"""Territories in the administration: looked at, corrected, never drawn by hand."""

import pytest
from django.urls import reverse

from accueil.reference.models import Territory
from tests.admin_tools import change_url, edit, page_url, shown
from tests.factories import (
    make_territory,
)

pytestmark = pytest.mark.django_db
PLACES = "/admin/reference/territory/"


def test_nobody_deletes_a_territory_by_hand(as_person):
    place = make_territory()
    person = as_person("reference.view_territory", "reference.delete_territory")

    response = person.post(page_url(place, "delete"), {"post": "yes"})

    assert (response.status_code, Territory.objects.count()) == (403, 1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("st jean", ["Saint-Jean-de-Braye (45284)"]),
        ("SAINT-JEAN", ["Saint-Jean-de-Braye (45284)"]),
        ("braye", ["Saint-Jean-de-Braye (45284)"]),
        ("45284", ["Saint-Jean-de-Braye (45284)"]),
        ("45800", ["Saint-Jean-de-Braye (45284)"]),
        ("orlea", ["Orléans (45234)"]),
        ("%", []),
    ],
)
def test_a_territory_is_found_by_name_code_or_postcode(agent, words, found):
    make_territory(name="Saint-Jean-de-Braye", code="45284", postal_codes=["45800"])
    make_territory(name="Orléans", code="45234")

    assert shown(agent.get(PLACES, {"q": words})) == found


def test_a_reader_looks_at_the_outline_without_any_field(agent):
    place = make_territory()

    page = agent.get(change_url(place)).content.decode()

    assert (
        f'data-place-url="{reverse("admin:reference_place", args=[place.pk])}"' in page
    )
    assert "django-leaflet-raw-textarea" not in page
    assert agent.post(change_url(place), {"name": "Volé"}).status_code == 403


def test_an_administrator_corrects_a_territory_but_not_its_outline(administrator):
    place = make_territory(name="Avant")
    outline = place.outline.wkt

    response = edit(administrator, place, name="Après", outline="POINT (0 0)")

    assert response.status_code == 302
    place = Territory.objects.get(pk=place.pk)
    assert (place.name, place.outline.wkt) == ("Après", outline)


def test_a_wrong_code_is_refused_in_french(administrator):
    response = edit(administrator, make_territory(), code="X")

    assert dict(response.context["adminform"].form.errors) == {
        "__all__": ["Ce code n’a pas la forme attendue."]
    }
