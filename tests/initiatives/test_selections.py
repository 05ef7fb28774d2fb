"""The public rows in memory: who enters, in which order, and how fresh they stay."""

from itertools import pairwise
from operator import contains

import numpy as np
import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accueil.reference.models import DataVersion, Organisation
from initiatives import listing
from initiatives.columns import NOWHERE, Columns, count, interleaved, packed
from initiatives.filters import InitiativeFilter
from initiatives.index import matching
from initiatives.listing import Listing
from initiatives.mapping import MAP_ZOOM, View
from initiatives.models import Initiative
from initiatives.models.expressions import WORLD_PIXELS
from initiatives.selections import Selection, columns_of, select
from tests.factories import (
    BLOIS,
    TOURS,
    make_initiative,
    make_organisation,
    make_theme,
)

WORLD = View(-180, -90, 180, 90, 3)
pixels = st.integers(0, WORLD_PIXELS - 1)
places = st.lists(st.tuples(pixels, pixels) | st.just((-1, -1)), max_size=200)


def columns_at(some: list[tuple[int, int]]) -> Columns:
    """Rows numbered from 1001, at these pixels; (-1, -1) is nowhere."""
    x, y = np.array(some, np.int64).reshape(-1, 2).T
    return Columns(np.arange(len(some)) + 1001, x, y)


def version() -> int:
    return DataVersion.current().number


def listed(query: str = "") -> Listing:
    filterset = InitiativeFilter(QueryDict(query), Initiative.objects.published())
    return Listing(filterset, filterset.data.get("page"))


# --- Columns ---------------------------------------------------------------------


@given(some=places)
def test_every_cell_is_one_run_of_the_rows_that_have_a_place(some):
    columns = columns_at(some)

    assert columns.located == sum(place != (-1, -1) for place in some)
    assert len(columns) == len(some)
    for shift in (0, 7, 20, MAP_ZOOM + 8):
        cells = list(zip(columns.x >> shift, columns.y >> shift, strict=True))
        changes = sum(one != other for one, other in pairwise(cells))
        assert changes == max(0, len(set(cells)) - 1)


@given(some=places, wanted=st.sets(st.integers(990, 1250)))
def test_rows_are_found_by_key(some, wanted):
    columns = columns_at(some)

    selection = Selection(columns, columns.having(np.array(sorted(wanted), np.int64)))

    known = {1001 + rank: place for rank, place in enumerate(some)}
    kept = {key: place for key, place in known.items() if key in wanted}
    assert selection.total == count(selection.mask) == len(kept)
    assert selection.located == sum(place != (-1, -1) for place in kept.values())
    assert sum(cell.count for cell in selection.group(WORLD)) <= selection.located


@given(flags=st.lists(st.booleans(), max_size=300))
def test_bits_count_what_is_true(flags):
    assert count(packed(np.array(flags, bool))) == sum(flags)


@given(x=pixels, y=pixels)
def test_codes_keep_the_bits_of_both_axes(x, y):
    (code,) = interleaved(np.array([x]), np.array([y])).tolist()

    assert int(f"{code:056b}"[1::2], 2) == x
    assert int(f"{code:056b}"[0::2], 2) == y
    assert code < NOWHERE


# --- Who enters ------------------------------------------------------------------


@pytest.mark.django_db
def test_only_public_rows_enter_whatever_is_asked():
    shown = make_initiative()
    for status in ("draft", "review", "archived"):
        make_initiative(status=status, lead=shown.lead)
    make_organisation(is_published=False)

    everything = select(Initiative.objects.all(), version(), "all")
    actors = select(Organisation.objects.all(), version(), "all")

    assert everything.ordered("title", "pk").tolist() == [shown.pk]
    assert actors.ordered("name").tolist() == [shown.lead_id]


@pytest.mark.django_db
def test_nothing_at_all_is_a_selection_too(django_assert_num_queries):
    columns = columns_of(Initiative, version())

    selection = Selection(columns, columns.all)

    assert (selection.total, selection.located, selection.cells(WORLD)) == (0, 0, [])
    assert selection.standing_at(1, 1) == selection.alone(WORLD) == []


@pytest.mark.django_db
def test_rows_are_read_once_a_version(django_assert_num_queries):
    make_initiative()
    number = version()
    columns_of(Initiative, number)

    with django_assert_num_queries(0):
        assert len(columns_of(Initiative, number)) == 1

    make_initiative()
    assert len(columns_of(Initiative, version())) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "etat=projet", "etat=projet&q=cours"])
def test_filters_keep_the_same_rows_in_memory_as_by_sql(query):
    make_initiative(title="Cours", stage="project", location=BLOIS)
    make_initiative(title="Atelier", stage="project", location=None)
    make_initiative(title="Cours", location=TOURS)

    filterset = listed(query).filterset

    expected = set(filterset.rows.values_list("pk", flat=True))
    assert set(matching(filterset).ordered("pk").tolist()) == expected


# --- The list --------------------------------------------------------------------


@pytest.mark.django_db
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    titles=st.lists(
        st.sampled_from(["Été", "ete", "Zoé", "a b", "a-b", "École", "eau", "Œuvre"]),
        max_size=9,
    )
)
def test_pages_in_memory_follow_the_order_of_the_database(pages_of_four, titles):
    Initiative.objects.all().delete()
    for title in titles:
        make_initiative(title=title)

    pages = [listed(f"page={number}").page for number in (1, 2, 3)]

    shown = [card for page in pages[: pages[0].paginator.num_pages] for card in page]
    addresses = [row.get_absolute_url() for row in listed().filterset.ordered]
    assert len(shown) == len(addresses)
    assert all(map(contains, shown, addresses))


@pytest.fixture
def pages_of_four(monkeypatch):
    monkeypatch.setattr(listing, "PAGE_SIZE", 4)


@pytest.mark.django_db
def test_a_card_shows_the_last_change_of_what_it_names():
    theme = make_theme(name="Avant")
    initiative = make_initiative(themes=[theme])
    lead = initiative.lead
    assert "Avant" in listed().page[0]

    theme.name = "Langues"
    theme.save()
    lead.name = "Maison ouverte"
    lead.save()

    (card,) = listed().page
    assert "Langues" in card
    assert "Maison ouverte" in card


@pytest.mark.django_db
def test_cards_already_written_cost_no_query(django_assert_num_queries):
    make_initiative()
    first = listed()
    assert len(first.page) == 1
    filterset = listed("etat=en-cours").filterset
    assert filterset.is_valid()
    again = Listing(filterset, None)
    assert again.counts.total == 1

    with django_assert_num_queries(0):
        assert list(again.page) == list(first.page)
