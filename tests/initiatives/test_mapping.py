"""Cells of the map: pixels, views, groups, merges."""

import random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accueil.reference.models import DataVersion
from initiatives.mapping import (
    APART,
    CELL,
    MAP_ZOOM,
    MAX_CELLS,
    Cell,
    View,
    degrees,
    merge,
    pixel,
    read_view,
)
from initiatives.models import Initiative
from initiatives.models.expressions import WORLD_PIXELS
from initiatives.selections import Selection, select
from tests.factories import ORLEANS, make_initiative, make_theme

# To a tenth of a millimetre: PostgreSQL refuses to halve the smallest of numbers.
longitudes = st.floats(-180, 179.999).map(lambda degrees: round(degrees, 9))
latitudes = st.floats(-90, 90).map(lambda degrees: round(degrees, 9))
zooms = st.integers(0, MAP_ZOOM)
FEW_QUERIES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

PIXELS = """
SELECT accueil_pixel_x(point), accueil_pixel_y(point)
FROM (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326) AS point) AS it
"""
# What the module promises, said once more without it.
PLAIN = """
SELECT count(*), min(map_x), min(map_y), max(map_x), max(map_y),
       CASE WHEN count(*) = 1 THEN min(id) END,
       sum(map_x) / count(*), sum(map_y) / count(*)
FROM initiatives_initiative
WHERE status = 'published' AND public_location IS NOT NULL AND id = ANY(%(ids)s)
  AND map_x >> %(shift)s BETWEEN %(west)s AND %(east)s
  AND map_y >> %(shift)s BETWEEN %(north)s AND %(south)s
GROUP BY map_x >> %(shift)s, map_y >> %(shift)s
"""


@st.composite
def views(draw) -> View:
    """Any box of the world, mostly around the Region, at any zoom."""
    near = draw(st.booleans())
    west = draw(st.floats(0, 3) if near else st.floats(-180, 179))
    south = draw(st.floats(46, 49) if near else st.floats(-90, 89))
    width = draw(st.floats(0.001, 3 if near else 360))
    height = draw(st.floats(0.001, 3 if near else 180))
    return View(
        west, south, min(180, west + width), min(90, south + height), draw(zooms)
    )


def cell(x: float, y: float, count: int = 1, pk: int = 1) -> Cell:
    return Cell(count, x, y, int(x), int(y), int(x), int(y), pk)


# Small numbers, so that many are neighbours.
some_cells = st.lists(
    st.builds(
        cell,
        st.integers(0, 400),
        st.integers(0, 400),
        st.integers(1, 50),
        st.integers(1),
    ),
    max_size=80,
    unique_by=lambda one: (one.x, one.y),
)


# --- Pixels ------------------------------------------------------------------


@pytest.mark.django_db
@FEW_QUERIES
@given(longitude=longitudes, latitude=latitudes)
@example(longitude=ORLEANS[0], latitude=ORLEANS[1])
@example(longitude=-180.0, latitude=90.0)
@example(longitude=0.0, latitude=-0.0)
def test_pixel_is_the_database_s_own(longitude, latitude):
    with connection.cursor() as cursor:
        cursor.execute(PIXELS, [longitude, latitude])
        assert cursor.fetchone() == pixel(longitude, latitude)


@given(longitude=longitudes, latitude=st.floats(-85, 85))
def test_degrees_undo_pixel(longitude, latitude):
    x, y = pixel(longitude, latitude)

    assert degrees(x + 0.5, y + 0.5) == pytest.approx((longitude, latitude), abs=2e-5)


def test_pixels_of_the_edges_of_the_world():
    assert pixel(-180, 90) == pixel(-180, 85.05)
    assert pixel(180, -90)[0] == WORLD_PIXELS
    assert pixel(0, 0) == (WORLD_PIXELS // 2, WORLD_PIXELS // 2)


# --- Views -------------------------------------------------------------------


def test_read_view():
    assert read_view("1,47,2.5,48", "9") == View(1, 47, 2.5, 48, 9)


@pytest.mark.parametrize(
    "bbox",
    [
        "",
        "nan,47,2,48",
        "1,47,nan,48",
        "-inf,47,2,48",
        "1,47,inf,48",
        "1,47,2,1e309",
        "1,47,2",
        "1,47,2,48,49",
        "1;47;2;48",
        "a,b,c,d",
        "1,47,2,",
        "2,47,1,48",
        "1,48,2,47",
        "1,47,1,48",
        "1,47,2,47",
        "0,0,0,0",
        "\x00,47,2,48",
        "0x1,47,2,48",
        "1" * 5000,
    ],
)
def test_a_box_that_is_none_is_refused_by_name(bbox):
    with pytest.raises(ValidationError) as refusal:
        read_view(bbox, "9")

    assert list(refusal.value.message_dict) == ["bbox"]


@pytest.mark.parametrize("zoom", ["", "abc", "nan", "inf", "1e999", "9" * 5000, "\x00"])
def test_a_zoom_that_is_none_is_refused_by_name(zoom):
    with pytest.raises(ValidationError) as refusal:
        read_view("1,47,2,48", zoom)

    assert list(refusal.value.message_dict) == ["zoom"]


def test_both_errors_are_told_at_once():
    with pytest.raises(ValidationError) as refusal:
        read_view("?", "?")

    assert sorted(refusal.value.message_dict) == ["bbox", "zoom"]


@pytest.mark.parametrize(
    ("zoom", "read"), [("-1", 0), ("999", 20), ("1.5", 1), ("12.0", 12), ("-1e9", 0)]
)
def test_zoom_is_clamped(zoom, read):
    assert read_view("1,47,2,48", zoom).zoom == read


def test_box_is_clamped_to_the_world():
    assert read_view("-1e308,-1e308,1e308,1e308", "3") == View(-180, -90, 180, 90, 3)


@pytest.mark.parametrize("bbox", ["190,0,200,10", "-400,0,-300,10", "0,91,1,95"])
def test_box_out_of_the_world_is_an_edge_of_it(bbox):
    view = read_view(bbox, "5")

    assert view.west <= view.east
    assert view.south <= view.north
    assert count_cells(view) <= MAX_CELLS


def count_cells(view: View) -> int:
    left, top, right, bottom = view.pixels
    return (right - left >> view.shift) * (bottom - top >> view.shift)


@given(view=views())
@example(view=View(-180, -90, 180, 90, 20))
@example(view=View(-180, -90, 180, 90, 0))
# 32 cells wide, but not on the grid: 33 columns.
@example(view=View(*degrees(63, 64 * 32), *degrees(64 * 32, 63), MAP_ZOOM))
def test_view_is_bounded_and_whole(view):
    left, top, right, bottom = view.edges
    snapped = view.pixels

    assert count_cells(view) <= MAX_CELLS
    assert snapped[0] <= left
    assert snapped[1] <= top
    assert snapped[2] > right
    assert snapped[3] > bottom
    assert {side % (1 << view.shift) for side in snapped} == {0}


def test_cells_are_as_wide_on_screen_at_any_zoom():
    for zoom in range(MAP_ZOOM + 1):
        view = View(1.9, 47.9, 1.90001, 47.90001, zoom)

        assert 1 << view.shift == CELL << (MAP_ZOOM - zoom)


@given(view=views())
def test_a_small_move_asks_for_the_same_cells(view):
    left, top, right, bottom = view.pixels
    inside = View(
        *degrees(left + 1, bottom - 2), *degrees(right - 2, top + 1), view.zoom
    )

    if inside.shift == view.shift and inside.west < inside.east:
        assert inside.pixels == pytest.approx(view.pixels, abs=1 << view.shift)


# --- Groups ------------------------------------------------------------------


@pytest.fixture
def crowd(db) -> dict[str, set[int]]:
    """Sixty in clusters, {« all », « themed »: pks}; and some that no map shows."""
    theme = make_theme(slug="langue")
    chance = random.Random(20)
    found: dict[str, set[int]] = {"all": set(), "themed": set()}
    for rank in range(60):
        spread = chance.choice([0, 0.0005, 0.05, 1])
        place = (
            ORLEANS[0] + chance.uniform(-spread, spread),
            ORLEANS[1] + chance.uniform(-spread, spread),
        )
        themed = rank % 3 == 0
        made = make_initiative(
            location=place, title=f"Cours {rank}", themes=[theme] if themed else []
        )
        found["all"].add(made.pk)
        if themed:
            found["themed"].add(made.pk)
    make_initiative(status="draft", themes=[theme])
    make_initiative(status="archived", themes=[theme])
    make_initiative(location=None, themes=[theme])
    return found


def plain_groups(view: View, ids: set[int]) -> list[tuple]:
    left, top, right, bottom = view.edges
    shift = view.shift
    with connection.cursor() as cursor:
        cursor.execute(
            PLAIN,
            {
                "ids": list(ids),
                "shift": shift,
                "west": left >> shift,
                "east": right >> shift,
                "north": top >> shift,
                "south": bottom >> shift,
            },
        )
        return sorted(cursor.fetchall(), key=lambda row: row[:5])


def as_rows(found: list[Cell]) -> list[tuple]:
    rows = [(c.count, *c[3:7], c.pk if c.count == 1 else None, c.x, c.y) for c in found]
    return sorted(rows, key=lambda row: row[:5])


def selected(rows) -> Selection:
    """``rows`` that are public, as this version of the data has them."""
    return select(rows, DataVersion.current().number, object())


def questions(crowd) -> dict:
    """The same rows, asked in the ways of the filters: {queryset: expected pks}."""
    published = Initiative.objects.published()
    links = Initiative.themes.through.objects.filter(theme__slug="langue")
    themed = published.filter(pk__in=links.values("initiative"))
    return {
        "all": (published, crowd["all"]),
        "themed": (themed, crowd["themed"]),
        "searched": (published.search("cours"), crowd["all"]),
        "both": (themed.search("cours").order_by("-rank"), crowd["themed"]),
        "few": (published.search("Cours 7"), None),
        "none": (published.none(), set()),
    }


@FEW_QUERIES
@given(view=views())
@example(view=View(-180, -90, 180, 90, 0))
@example(view=View(0, 46, 3, 49, 7))
@example(view=View(1.9, 47.89, 1.92, 47.91, 17))
def test_cells_equal_a_plain_group_by(crowd, view):
    for rows, expected in questions(crowd).values():
        if expected is None:
            expected = set(rows.values_list("pk", flat=True))

        assert as_rows(selected(rows).group(view)) == plain_groups(view, expected)


@FEW_QUERIES
@given(view=views())
def test_cells_conserve_the_sum_of_groups(crowd, view):
    rows = Initiative.objects.published()

    shown = sum(cell.count for cell in selected(rows).cells(view))

    assert shown == sum(row[0] for row in plain_groups(view, crowd["all"]))


def test_drafts_and_the_unplaced_are_not_on_the_map(crowd):
    world = View(-180, -90, 180, 90, 3)

    for rows in (Initiative.objects.published(), Initiative.objects.all()):
        assert sum(cell.count for cell in selected(rows).cells(world)) == 60


def test_cells_cost_no_query(crowd, django_assert_num_queries):
    selection = selected(Initiative.objects.published())

    with django_assert_num_queries(0):
        selection.cells(View(0, 46, 3, 49, 9))


@pytest.mark.django_db
def test_a_lone_one_is_known_by_its_key():
    alone = make_initiative()

    (found,) = selected(Initiative.objects.published()).cells(View(0, 46, 3, 49, 9))

    assert (found.count, found.pk, found.same_place) == (1, alone.pk, True)
    assert (found.x, found.y) == pixel(*ORLEANS)


@pytest.mark.django_db
def test_same_place_is_one_point_only():
    make_initiative()
    make_initiative()

    def everywhere() -> list[Cell]:
        return selected(Initiative.objects.all()).cells(View(0, 46, 3, 49, 20))

    assert [cell.same_place for cell in everywhere()] == [True]

    make_initiative(location=(ORLEANS[0] + 0.00001, ORLEANS[1]))

    assert [cell.same_place for cell in everywhere()] == [False]


# --- Merges ------------------------------------------------------------------


@settings(max_examples=300)
@given(found=some_cells)
@example(found=[cell(0, 0), cell(55, 55)])
@example(found=[cell(1, 1, 9), cell(55, 55, 8), cell(60, 60, 7)])
def test_merged_bubbles_stand_apart_and_count_all(found):
    kept = merge(found, APART)

    assert sum(one.count for one in kept) == sum(one.count for one in found)
    for rank, one in enumerate(kept):
        for other in kept[:rank]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= APART**2


@given(found=some_cells, seed=st.randoms(use_true_random=False))
def test_merge_does_not_depend_on_the_order(found, seed):
    shuffled = found[:]
    seed.shuffle(shuffled)

    assert merge(shuffled, APART) == merge(found, APART)


@given(found=some_cells)
def test_the_biggest_stay_where_they_are(found):
    kept = merge(found, APART)

    if found:
        biggest = min(found, key=lambda one: (-one.count, one.x, one.y))
        assert (kept[0].x, kept[0].y) == (biggest.x, biggest.y)


def test_merged_bounds_hold_both():
    (kept,) = merge([cell(10, 20, 3), cell(15, 12, 1)], APART)

    assert (kept.left, kept.top, kept.right, kept.bottom) == (10, 12, 15, 20)
    assert not kept.same_place
