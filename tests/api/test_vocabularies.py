"""The words that filters and sheets use."""

import pytest

from tests.factories import (
    make_audience,
    make_competence,
    make_goal,
    make_lever_kind,
    make_network,
    make_obstacle_kind,
    make_scheme,
    make_theme,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/vocabulaires/"
BLANK = {
    "definition": None,
    "source": None,
    "parent": None,
    "retire": False,
    "remplace_par": None,
    "code": None,
    "perimetre": None,
    "echelon": None,
    "depuis": None,
    "porteur": None,
    "site": None,
    "numero": None,
    "theme": None,
    "competence": None,
}


def reference(term) -> dict:
    return {"identifiant": term.slug, "libelle": term.name}


def test_the_index_counts_each_vocabulary(client):
    make_theme()
    make_theme()
    make_network()

    found = client.get(URL).json()["vocabulaires"]

    assert {one["identifiant"]: one["nombre"] for one in found} == {
        "themes": 2,
        "publics": 0,
        "competences": 0,
        "dispositifs": 0,
        "reseaux": 1,
        "odd": 0,
        "freins": 0,
        "leviers": 0,
    }
    assert found[0] == {
        "identifiant": "themes",
        "libelle": "thèmes",
        "nombre": 2,
        "url": "http://testserver/api/v1/vocabulaires/themes/",
    }


def test_themes_say_their_parent_and_what_replaces_them(client):
    parent = make_theme(name="A", definition="Sens.", source="Contrat")
    child = make_theme(name="B", parent=parent)
    old = make_theme(name="C", is_retired=True, replaced_by=child)

    answer = client.get(f"{URL}themes/").json()

    assert answer == {
        "identifiant": "themes",
        "libelle": "thèmes",
        "termes": [
            BLANK | reference(parent) | {"definition": "Sens.", "source": "Contrat"},
            BLANK | reference(child) | {"parent": reference(parent)},
            BLANK | reference(old) | {"retire": True, "remplace_par": reference(child)},
        ],
    }


@pytest.mark.parametrize(
    ("kind", "make", "fields", "shown"),
    [
        ("publics", make_audience, {"code": "BPI"},
            {"code": "BPI", "perimetre": "primo-arrivants"}),
        ("competences", make_competence, {"level": "state", "since_year": 2016},
            {"echelon": "etat", "depuis": 2016}),
        ("dispositifs", make_scheme, {"carrier": "État", "website": "https://a.test/"},
            {"porteur": "État", "site": "https://a.test/"}),
        ("reseaux", make_network, {"website": "https://b.test/"},
            {"site": "https://b.test/"}),
        ("odd", make_goal, {"number": 4}, {"numero": 4}),
    ],
)  # fmt: skip
def test_each_kind_has_its_own_fields(client, kind, make, fields, shown):
    term = make(**fields)

    [row] = client.get(f"{URL}{kind}/").json()["termes"]

    assert row == BLANK | reference(term) | shown


def test_obstacles_and_levers_say_what_they_rest_on(client):
    theme, competence = make_theme(), make_competence()
    make_obstacle_kind(theme=theme)
    make_lever_kind(competence=competence)

    [obstacle] = client.get(f"{URL}freins/").json()["termes"]
    [lever] = client.get(f"{URL}leviers/").json()["termes"]

    assert obstacle["theme"] == reference(theme)
    assert lever["competence"] == reference(competence)


def test_an_unknown_vocabulary_is_a_404(client):
    assert client.get(f"{URL}couleurs/").status_code == 404
    assert client.get(f"{URL}themes/?format=geojson").status_code == 404


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_queries_do_not_depend_on_the_number_of_terms(
    client, rows, django_assert_num_queries
):
    parent = make_theme()
    for _ in range(rows):
        make_theme(parent=parent)

    with django_assert_num_queries(2):  # version and terms
        assert len(client.get(f"{URL}themes/").json()["termes"]) == rows + 1
    with django_assert_num_queries(9):  # version and a count per vocabulary
        client.get(URL)
