"""Pages of territories: what they say of the territories inside."""

import pytest

from tests.factories import make_department, make_initiative, make_territory

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_each_territory_inside_says_how_many_initiatives_it_holds(client):
    department = make_department()
    many = make_territory(code="45234", name="Orléans", department=department)
    lone = make_territory(code="45155", name="Ingré", department=department)
    make_territory(code="45282", name="Saran", department=department)
    for town in (many, many, lone):
        make_initiative(commune=town)
    make_initiative(commune=lone, status="draft")

    page = words(client.get("/territoires/departement/45/"))

    assert 'Orléans</a> <span class="soft">2 initiatives</span>' in page
    assert 'Ingré</a> <span class="soft">1 initiative</span>' in page
    assert "Saran</a> </li>" in page
    assert "Sans nombre" in page


def test_nothing_is_said_of_missing_numbers_when_none_is_missing(client):
    department = make_department()
    make_initiative(commune=make_territory(department=department))

    assert "Sans nombre" not in words(client.get("/territoires/departement/45/"))
