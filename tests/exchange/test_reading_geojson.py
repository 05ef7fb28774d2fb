"""GeoJSON: points as rows, in strict JSON (G01-G14)."""

import json

import pytest

from accueil.exchange.reading import read_table
from accueil.exchange.tables import Line
from tests.exchange.files import feature, geojson, point, refusal, rows

ORLEANS = (1.909, 47.902)


def errors(*features) -> list[str]:
    found = read_table(geojson(*features), "f.geojson")
    return [sentence for _, sentence in found.errors]


def test_points_become_rows_with_their_properties():
    content = geojson(
        feature(point(*ORLEANS), nom="Relais", themes=["Langue", "Santé"], places=3),
        feature(point(0.69, 47.39), nom="Café", ouvert=True, vide=None),
    )

    table = read_table(content, "f.geojson")

    assert table.format == "geojson"
    assert table.headers == (
        *("nom", "themes", "places", "ouvert", "vide", "latitude", "longitude"),
    )
    assert table.lines == (
        Line(1, ("Relais", "Langue ; Santé", 3, None, None, 47.902, 1.909)),
        Line(2, ("Café", None, None, True, None, 47.39, 0.69)),
    )
    assert table.errors == ()


def test_a_byte_order_mark_and_a_single_feature_are_read():
    content = b"\xef\xbb\xbf" + json.dumps(feature(point(1, 2), nom="é")).encode()

    assert rows(content) == [(1, ("é", 2, 1))]


@pytest.mark.parametrize(
    "geometry",
    [point(1, 2, 150.5), {"type": "MultiPoint", "coordinates": [[1, 2, 3]]}],
)
def test_altitude_goes_and_a_multipoint_of_one_is_a_point(geometry):
    assert rows(geojson(feature(geometry, nom="a"))) == [(1, ("a", 2, 1))]


def test_no_geometry_is_a_row_without_place():
    assert rows(geojson(feature(None, nom="a"))) == [(1, ("a", None, None))]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6]]]},
        {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        {"type": "point", "coordinates": [1, 2]},
        {"coordinates": [1, 2]},
        "POINT(1 2)",
        [],
    ],
)
def test_another_geometry_is_an_error_of_its_row(geometry):
    (sentence,) = errors(feature(geometry, nom="a"))

    assert "seul un point est accepté. Remplacez-la par son centre." in sentence


@pytest.mark.parametrize(
    "coordinates",
    [
        [],
        [1],
        ["1", "2"],
        [None, 2],
        [True, 2],
        [[1, 2]],
        "1,2",
        [1, 2, 3, 4, 5],
        [1, 10**30],
    ],
)
def test_coordinates_that_are_none_are_an_error_of_their_row(coordinates):
    geometry = {"type": "Point", "coordinates": coordinates}

    assert errors(feature(geometry, nom="a")) == [
        "Coordonnées mal formées : [longitude, latitude] est attendu."
    ]


@pytest.mark.parametrize(
    "place", [(618_000, 6_753_000), (181, 2), (1, -91), (1e300, 0)]
)
def test_coordinates_that_are_no_degrees_are_an_error_with_a_hint(place):
    (sentence,) = errors(feature(point(*place), nom="a"))

    assert "Lambert-93 ?" in sentence
    assert "WGS 84 (EPSG:4326)" in sentence


@pytest.mark.parametrize(
    "wrong",
    [1, "a", None, [], {}, {"type": "Point"}, {"type": "Feature", "properties": {}}],
)
def test_what_is_no_feature_is_an_error_of_its_row(wrong):
    table = read_table(geojson(feature(point(1, 2), nom="a"), wrong), "f")

    assert [number for number, _ in table.errors] == [2]
    assert [line.number for line in table.lines] == [1, 2]


def test_properties_that_are_no_object_are_an_error():
    assert errors({"type": "Feature", "geometry": None, "properties": [1]}) == [
        "Objet 1 : « properties » est mal formé."
    ]


@pytest.mark.parametrize(
    "name",
    ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"],
)
def test_degrees_may_be_announced(name):
    crs = {"type": "name", "properties": {"name": name}}

    assert rows(geojson(feature(point(1, 2), nom="a"), crs=crs)) == [(1, ("a", 2, 1))]


@pytest.mark.parametrize(
    ("crs", "what"),
    [
        ({"properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}, "en Lambert"),
        ({"properties": {"name": "EPSG:3947"}}, "en Lambert"),
        ({"properties": {"name": "EPSG:3857"}}, "dans un système inconnu"),
        ({"type": "link", "properties": {"href": "http://exemple.test"}}, "inconnu"),
        ("EPSG:2154", "inconnu"),
        ({"properties": 3}, "inconnu"),
    ],
)
def test_other_coordinates_are_refused_with_a_hint(crs, what):
    sentence = refusal(geojson(feature(point(1, 2)), crs=crs))

    assert what in sentence
    assert "exportez la couche en WGS 84 (EPSG:4326)" in sentence


def test_a_collection_may_name_the_columns_of_its_points():
    content = geojson(
        feature(point(1, 2), nom="a"), point=["latitude_publique", "longitude_publique"]
    )

    assert read_table(content, "f").headers == (
        *("nom", "latitude_publique", "longitude_publique"),
    )


# --- Strict JSON


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none_are_refused(word):
    content = geojson(feature(point(1, 2), n=0)).replace(
        b'"n": 0', f'"n": {word}'.encode()
    )

    assert refusal(content) == (
        f"« {word} » n’est pas un nombre permis en JSON : remplacez-le par null."
    )


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400 + ".5"])
def test_a_number_too_large_is_refused(number):
    content = (
        b'{"type":"Feature","geometry":null,"properties":{"n":%s}}' % number.encode()
    )

    assert refusal(content).startswith("Nombre trop grand : ")


def test_a_huge_integer_stays_a_text():
    content = b'{"type":"Feature","geometry":null,"properties":{"n":%s}}'
    content %= b"9" * 6_000

    assert rows(content) == [(1, ("9" * 6_000, None, None))]


def test_the_same_key_twice_is_refused():
    content = b'{"type":"Feature","geometry":null,"properties":{"nom":1,"nom":2}}'

    assert refusal(content) == (
        "La propriété « nom » est deux fois dans un même objet : gardez-en une."
    )


@pytest.mark.parametrize("mark", ["[]", "{}"])
def test_a_depth_of_thousands_is_refused(mark):
    inside = {"[]": "[", "{}": '{"a":'}[mark] * 5_000

    assert "trop de niveaux emboîtés" in refusal(f'{{"a":\n{inside}'.encode())


def test_millions_of_parts_are_refused_with_their_line():
    content = (
        b'{"type":"FeatureCollection","features":[\n' + b"[]," * 1_000_000 + b"1]}"
    )

    assert refusal(content).startswith("Ligne 2 : trop d’éléments.")


def test_a_broken_document_is_refused_with_its_place():
    assert refusal(b'{"type":\n  oui}') == (
        "Ligne 2, colonne 3 : ce GeoJSON est mal formé. Exportez-le de nouveau depuis "
        "votre logiciel."
    )


def test_another_encoding_is_refused_with_its_place():
    assert refusal('{"a":\n"é"}'.encode("cp1252")).startswith("Ligne 2, octet 8 : ")


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b"[1, 2]",
        b'{"a": 1}',
        b'{"type": "FeatureCollection"}',
        b'{"features": []}',
    ],
)
def test_another_json_is_refused(content):
    assert refusal(content).startswith("Ce fichier JSON n’est pas un GeoJSON")


def test_a_collection_of_nothing_is_refused():
    assert refusal(geojson()).startswith("Ce GeoJSON est vide")


# --- Limits, hostile names


def test_too_many_features_are_refused():
    content = geojson(*[feature(None, n=1)] * 5_001)

    assert refusal(content) == (
        "5\u202f001 objets : 5\u202f000 au plus. Partagez le fichier en plusieurs."
    )
    assert len(rows(content, max_rows=6_000)) == 5_001


def test_too_many_properties_are_refused():
    names = {f"p{n}": n for n in range(10_000)}

    assert refusal(geojson(feature(None, **names))).startswith("Plus de 100 propriétés")


def test_hostile_names_and_addresses_are_only_text():
    properties = {
        "__proto__": "x",
        "constructor": "<script>alert(1)</script>",
        "$ref": "http://exemple.test/",
    }

    assert rows(geojson(feature(None, **properties)))[0][1][:3] == (
        *("x", "<script>alert(1)</script>", "http://exemple.test/"),
    )


def test_half_a_surrogate_is_replaced():
    content = b'{"type":"Feature","geometry":null,"properties":{"nom":"a\\ud800b"}}'

    assert rows(content) == [(1, ("a?b", None, None))]


def test_a_sensitive_property_refuses_the_file():
    assert refusal(geojson(feature(None, nationalité="x"))).startswith(
        "Données personnelles sensibles : « nationalité » (A)."
    )
