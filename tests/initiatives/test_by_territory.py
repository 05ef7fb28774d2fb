"""Counts of several territories at once say what « within » says of each."""

import pytest

from initiatives.by_territory import count_within
from initiatives.models import Initiative
from tests.factories import (
    BLOIS,
    ORLEANS,
    TOURS,
    make_department,
    make_initiative,
    make_region,
    make_territory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict:
    """One of each kind, one inside the other, and a commune apart."""
    region = make_region()
    department = make_department(region=region)
    above = {"department": department, "region": region}
    epci = make_territory(kind="epci", code="244500468", **above)
    town = make_territory(ORLEANS, epci=epci, **above)
    quarter = make_territory(ORLEANS, 0.01, kind="district", code="QN04501M")
    quarter.communes.add(town)
    return {
        "region": region,
        "department": department,
        "epci": epci,
        "town": town,
        "quarter": quarter,
        "village": make_territory(BLOIS, epci=epci, **above),
        "elsewhere": make_territory(TOURS),
    }


def counted_one_by_one(territories) -> dict[int, int]:
    published = Initiative.objects.published()
    numbers = {one.pk: published.within(one).count() for one in territories}
    return {key: number for key, number in numbers.items() if number}


def test_counts_are_those_of_within(places, django_assert_num_queries):
    town, quarter, village = places["town"], places["quarter"], places["village"]
    make_initiative(commune=town, territories=[town, quarter, places["epci"]])
    make_initiative(commune=town, location=BLOIS)
    make_initiative(commune=village, location=BLOIS, territories=[quarter, village])
    make_initiative(location=None, territories=[places["department"]])
    make_initiative(location=None, territories=[town, village])
    make_initiative(commune=places["elsewhere"], location=TOURS)
    make_initiative(commune=town, status="draft", territories=[quarter])

    with django_assert_num_queries(1):
        counts = count_within(Initiative.objects.published(), places.values())

    assert counts == counted_one_by_one(places.values())
    assert [counts[places[name].pk] for name in ("town", "quarter")] == [4, 2]


def test_a_quarter_counts_by_the_public_position(places):
    make_initiative(
        commune=places["elsewhere"], precision="commune", precision_reason="Discrétion."
    )

    assert count_within(Initiative.objects.published(), [places["quarter"]]) == {}


def test_nothing_to_count_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_within(Initiative.objects.published(), []) == {}
