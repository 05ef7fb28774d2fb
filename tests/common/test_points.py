"""Degrees and points typed by people: French writing in, nothing strange through."""

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accueil.common.points import (
    degrees_in_french,
    describe,
    parse_degrees,
    point_from_geojson,
    rounded,
)
from tests.factories import make_initiative


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("47,9", 47.9),
        ("47.9029", 47.9029),
        (" 47,9029 ", 47.9029),
        ("47,9029°", 47.9029),
        ("\u22121,5", -1.5),
        ("-1.5", -1.5),
        ("+2", 2.0),
        ("4\u202f7,9", 47.9),
    ],
)
def test_degrees_are_read_as_people_write_them(text, value):
    assert parse_degrees(text, "latitude") == value


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "1e400",
        "1e1",
        "",
        "47.9, 1.9",
        "47°54'10\"N",
        "x",
        "600000",
        "0x2F",
        "4_7",
        "٤٧",
    ],
)
def test_anything_else_is_refused_in_french(text):
    with pytest.raises(ValidationError, match="écrivez des degrés décimaux"):
        parse_degrees(text, "latitude")


@pytest.mark.parametrize(
    ("text", "name"), [("90,1", "latitude"), ("-91", "latitude"), ("181", "longitude")]
)
def test_degrees_stay_on_earth(text, name):
    with pytest.raises(ValidationError, match="est comprise entre"):
        parse_degrees(text, name)


@given(st.floats(-90, 90))
def test_what_is_written_reads_back(value):
    assert parse_degrees(degrees_in_french(value), "latitude") == pytest.approx(
        value, abs=1e-6
    )


def test_a_point_is_told_latitude_first():
    assert describe(Point(1.9039, 47.9029)) == "47,9029 ; 1,9039"
    assert (describe(None), describe(Point())) == ("", "")


def test_a_geojson_point_is_read_and_its_height_dropped():
    found = point_from_geojson('{"type": "Point", "coordinates": [1.9, 47.9, 110]}')

    assert (found.coords, found.srid) == ((1.9, 47.9), 4326)


@pytest.mark.parametrize(
    ("value", "kept"),
    [(47.90291234567, 47.9029123), (5e-324, 0.0), (-5e-324, 0.0), (-90, -90.0)],
)
def test_a_point_is_known_to_the_centimetre(value, kept):
    found = point_from_geojson(f'{{"type": "Point", "coordinates": [{value}, 1]}}')

    assert str(rounded(value)) == str(found.x) == str(kept)


def test_no_digit_typed_is_lost_on_the_map(db):
    """The database's formula underflows on the smallest numbers."""
    latitude = parse_degrees("0,000000000000001", "latitude")
    place = point_from_geojson('{"type": "Point", "coordinates": [5e-324, 5e-324]}')
    initiative = make_initiative(location=(place.x, place.y))

    initiative.refresh_from_db()

    assert (latitude, initiative.map_x, initiative.map_y) == (0.0, 2**27, 2**27)


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "Point", "coordinates": [NaN, NaN]}',
        '{"type": "Point", "coordinates": [Infinity, 1]}',
        '{"type": "Point", "coordinates": [1e400, 1]}',
        '{"type": "Point", "coordinates": []}',
        '{"type": "Point", "coordinates": [1]}',
        '{"type": "Point", "coordinates": ["a", "b"]}',
        '{"type": "Point", "coordinates": null}',
        '{"type": "Point", "coordinates": [181, 0]}',
        '{"type": "Point", "coordinates": [0, 91]}',
        '{"type": "Point"}',
        '{"type": "Polygon", "coordinates": [1, 2]}',
        '{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}',
        "POINT EMPTY",
        "POINT (1 2)",
        "[1, 2]",
        "1",
        '"text"',
        "null",
        "",
        "{",
        "[" * 400,
        "[" * 100_000,
    ],
)
def test_what_is_no_point_is_none(text):
    assert point_from_geojson(text) is None
