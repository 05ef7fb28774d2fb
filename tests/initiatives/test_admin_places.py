"""Places in the administration: fields, map, commune, and what is published."""

import pytest
from django.urls import reverse

from tests.admin_tools import edit
from tests.factories import (
    BLOIS,
    ORLEANS,
    make_department,
    make_initiative,
    make_region,
    make_territory,
)

pytestmark = pytest.mark.django_db


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


@pytest.fixture
def home(db):
    """The home Region: a square of three degrees around (1.7, 47.4)."""
    return make_region(name="Centre")


def placed(agent, **fields):
    """A new draft saved with these fields: (response, sheet as stored)."""
    sheet = make_initiative(status="draft", location=fields.pop("was", None))
    response = edit(agent, sheet, **fields)
    sheet.refresh_from_db()
    return response, sheet


def test_french_decimals_place_the_point(agent, home):
    _, sheet = placed(agent, latitude="47,9029", longitude="1.9039")

    assert sheet.location.coords == (1.9039, 47.9029)


def test_the_map_places_the_point_when_the_fields_are_left(agent, home):
    _, sheet = placed(agent, location='{"type": "Point", "coordinates": [1.9, 47.9]}')

    assert sheet.location.coords == (1.9, 47.9)


def test_the_fields_win_over_the_map(agent, home):
    _, sheet = placed(
        agent,
        location='{"type": "Point", "coordinates": [1.1, 47.1]}',
        latitude="47,9",
        longitude="1,9",
    )

    assert sheet.location.coords == (1.9, 47.9)


@pytest.mark.parametrize(
    "value",
    [
        '{"type": "Point", "coordinates": [NaN, NaN]}',
        '{"type": "Point", "coordinates": [1e400, 1]}',
        "POINT EMPTY",
        "POINT (nan nan)",
        "{",
        "<script>",
    ],
)
def test_a_point_that_is_no_point_is_refused(agent, home, value):
    response, sheet = placed(agent, was=ORLEANS, location=value)

    assert list(errors(response)) == ["location"]
    assert sheet.location.coords == ORLEANS


@pytest.mark.parametrize("text", ["nan", "inf", "1e400", "47°54'", "47.9, 1.9", "91"])
def test_degrees_that_are_no_degrees_are_refused(agent, home, text):
    response, sheet = placed(agent, was=ORLEANS, latitude=text)

    assert list(errors(response)) == ["latitude"]
    assert sheet.location.coords == ORLEANS


@pytest.mark.parametrize(
    ("given", "missing"), [("latitude", "longitude"), ("longitude", "latitude")]
)
def test_one_degree_alone_is_refused(agent, home, given, missing):
    response, sheet = placed(agent, **{given: "47,9"})

    assert errors(response) == {
        missing: [f"Donnez aussi la {missing}, ou effacez l’autre."]
    }
    assert sheet.location is None


def test_swapped_degrees_are_refused_with_the_remedy(agent, home):
    response, sheet = placed(agent, latitude="1,9039", longitude="47,9029")

    remedy = "vouliez-vous dire latitude 47,9029 et longitude 1,9039 ?"
    assert errors(response) == {
        "latitude": [f"Latitude et longitude semblent inversées : {remedy}"]
    }
    assert sheet.location is None


def test_a_point_outside_the_region_is_confirmed_not_silent(agent, home):
    elsewhere = {"latitude": "43,3", "longitude": "5,4"}
    response, sheet = placed(agent, **elsewhere)

    remedy = "corrigez-la, ou cochez cette case pour la confirmer."
    warning = f"La position 43,3 ; 5,4 est hors de la région Centre : {remedy}"
    assert errors(response) == {"outside_confirmed": [warning]}
    assert b'type="checkbox" name="outside_confirmed"' in response.content
    edit(agent, sheet, **elsewhere, outside_confirmed="on")
    sheet.refresh_from_db()
    assert sheet.location.coords == (5.4, 43.3)


def test_a_confirmed_point_is_not_questioned_again(agent, home):
    sheet = make_initiative(location=(5.4, 43.3))

    assert edit(agent, sheet, title="Corrigé").status_code == 302


def test_a_commune_alone_places_the_sheet_at_its_centre(agent, home):
    blois = make_territory(BLOIS, name="Blois", code="41018")

    response, sheet = placed(agent, commune=blois.pk)

    assert (sheet.location.coords, sheet.precision) == (BLOIS, "commune")
    assert sheet.precision_reason == "Adresse précise non renseignée"
    messages = [str(m) for m in agent.get(response["Location"]).context["messages"]]
    assert any("au centre de Blois (41018)" in message for message in messages)


def test_a_sheet_at_the_centre_follows_its_commune(agent, home):
    blois, orleans = make_territory(BLOIS), make_territory(ORLEANS)
    _, sheet = placed(agent, commune=blois.pk)

    edit(agent, sheet, commune=orleans.pk)

    sheet.refresh_from_db()
    assert sheet.location.coords == ORLEANS


def test_an_exact_point_stays_when_the_commune_changes(agent, home):
    sheet = make_initiative(location=(1.7, 47.6), commune=make_territory(BLOIS))

    edit(agent, sheet, commune=make_territory(ORLEANS).pk)

    sheet.refresh_from_db()
    assert (sheet.location.coords, sheet.precision) == ((1.7, 47.6), "exact")


def test_a_point_is_erased(agent, home):
    _, sheet = placed(agent, was=ORLEANS, latitude="", longitude="")

    assert sheet.location is None


def test_a_department_is_no_commune(agent, home):
    response, _ = placed(agent, commune=make_department().pk)

    assert list(errors(response)) == ["commune"]


def test_the_place_of_a_commune_is_given_to_the_map(agent, intern, as_person):
    commune = make_territory(ORLEANS, name="Orléans", code="45234")
    url = reverse("admin:reference_place", args=[commune.pk])

    answer = agent.get(url).json()

    assert (answer["name"], answer["latitude"], answer["longitude"]) == (
        "Orléans (45234)",
        47.902,
        1.909,
    )
    assert answer["outline"]["type"] == "MultiPolygon"
    assert agent.get(reverse("admin:reference_place", args=[0])).status_code == 404
    assert as_person().get(url).status_code == 403


def test_the_public_point_follows_the_private_one(agent, home):
    _, sheet = placed(
        agent,
        latitude="47,90291",
        longitude="1,90391",
        precision="street",
        precision_reason="Public fragile",
    )

    assert sheet.public_location.coords == pytest.approx((1.904, 47.902))
