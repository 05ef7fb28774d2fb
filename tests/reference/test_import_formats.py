"""Kinds are told by the content; every cell is checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accueil.reference.importers import geometry
from accueil.reference.importers.formats import COLUMNS, interpret, recognise
from accueil.reference.importers.reading import Record, UnreadableFile

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[1, 47], [2, 47], [2, 48], [1, 48], [1, 47]]],
}


def record(geometry=None, **values):
    return Record("ligne 2", values, geometry)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"code": "24", "nom": "Centre-Val de Loire"}, "region"),
        ({"code": "93", "nom": "Provence-Alpes-Côte d’Azur"}, "region"),
        ({"code": "24", "nom": "Dordogne", "region": "75"}, "department"),
        ({"code": "45", "nom": "Loiret", "codeRegion": "24"}, "department"),
        ({"code": "244500468", "nom": "Orléans Métropole"}, "epci"),
        ({"code": "2A004", "nom": "Ajaccio"}, "commune"),
        ({"code": "QN04501M", "nom": "La Source"}, "district"),
        ({"code_qp": "QP045001", "lib_qp": "La Source"}, "district"),
        ({"geonameid": "3094802", "nom_fr": "Cracovie"}, "foreign_city"),
        ({"code_iso3166_2": "PL-12", "nom": "Małopolska"}, "foreign_region"),
        ({"code_iso3166_1": "PL", "nom": "Pologne"}, "country"),
    ],
)
def test_the_kind_is_told_by_the_content(values, kind):
    assert recognise([record(**values)]) == kind


def test_a_department_without_its_region_is_not_taken_for_a_region():
    with pytest.raises(UnreadableFile, match="--kind"):
        recognise([record(code="24", nom="Dordogne")])


def test_an_unknown_format_says_what_is_read():
    with pytest.raises(UnreadableFile, match="format non reconnu"):
        recognise([record(insee="45234")])


def test_a_commune_of_geo_api_gives_all_it_holds():
    row, refusals = interpret(
        record(
            code="45234",
            nom=" Orléans ",
            codesPostaux=["45100", "45000"],
            siren="214502346",
            epci={"code": "244500468", "nom": "Orléans Métropole"},
            codeDepartement="45",
            codeRegion="24",
            population=116344,
            centre={"type": "Point", "coordinates": [1.9, 47.9]},
            contour=SQUARE,
        ),
        "commune",
    )

    assert refusals == []
    assert row.fields == {
        "name": "Orléans",
        "postal_codes": ["45000", "45100"],
        "population": 116344,
    }
    assert row.parents == {
        "epci": ["244500468"],
        "department": ["45"],
        "region": ["24"],
    }
    assert row.shapes["location"].coords[:] == [(1.9, 47.9)]
    assert row.shapes["outline"].geom_type == "MultiPolygon"


def test_several_communes_stand_in_one_cell_of_a_quarter():
    row, _ = interpret(
        record(code_qp="QP045001", lib_qp="X", insee_com="45234; 45285"), "district"
    )

    assert row.parents["communes"] == ["45234", "45285"]


def test_empty_cells_say_nothing():
    row, refusals = interpret(
        record(code="45234", nom="", population=None, epci="ZZZZZZZZZ", latitude=""),
        "commune",
    )

    assert (row.fields, row.parents, row.shapes, refusals) == ({}, {}, {}, [])


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("code", "4523", "« 4523 » n’est pas un code de commune"),
        ("code", "\x1b[31m", "« �[31M » n’est pas un code de commune"),
        ("population", "-1", "« -1 » : il faut un nombre entier d’habitants."),
        ("population", "1e400", "« 1e400 » : il faut un nombre entier d’habitants."),
        ("population", "12,5", "« 12,5 » : il faut un nombre entier d’habitants."),
        ("nom", "x" * 151, f"« {'x' * 30} » : il faut un texte d’une ligne."),
        ("nom", "a\u202eb", "« a�b » : il faut un texte d’une ligne."),
        ("codes_postaux", "4500", "« 4500 » : il faut des codes de 5 chiffres."),
        ("epci", ["1"], "« ['1'] » : il faut un SIREN d’EPCI."),
        ("latitude", "47,9", "il faut des degrés décimaux, par exemple 47.90."),
        ("latitude", "6700000", "coordonnées hors du globe"),
        ("latitude", "nan", "coordonnées hors du globe"),
        ("centre", SQUARE, "un point est attendu, pas Polygon."),
        ("contour", {"type": "Polygon", "coordinates": []}, "géométrie vide"),
        ("contour", {"type": "Polygon"}, "géométrie illisible"),
    ],
)
def test_a_faulty_cell_is_refused_with_a_remedy(column, value, message):
    values = {"code": "45234", "latitude": "47.9", "longitude": "1.9", column: value}

    _, refusals = interpret(record(**values), "commune")

    assert [refusal.column for refusal in refusals] == [column]
    assert message in refusals[0].message


def test_a_legal_form_is_an_acronym():
    _, [refusal] = interpret(
        record(code="244500468", nom="X", type="métropole"), "epci"
    )

    assert refusal.message == "« métropole » : il faut un sigle : CC, CA, CU, METRO…."


def test_an_outline_that_touches_itself_is_mended():
    # A hole drawn as a detour of the outer ring, which meets itself at (5, 10).
    ring = [[0, 0], [10, 0], [10, 10], [5, 10], [6, 6], [4, 6], [5, 10], [0, 10]]
    row, refusals = interpret(
        record({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, code="45234"),
        "commune",
    )

    assert refusals == []
    assert (row.shapes["outline"].is_valid, row.shapes["outline"].area) == (True, 96)


def test_a_line_is_no_outline():
    line = {"type": "LineString", "coordinates": [[1, 47], [2, 48]]}

    _, [refusal] = interpret(record(line, code="45234"), "commune")

    assert refusal.message == "un contour est attendu, pas LineString."


def test_a_figure_of_eight_is_refused():
    eight = [[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]

    _, [refusal] = interpret(
        record({"type": "Polygon", "coordinates": [eight]}, code="45234"), "commune"
    )

    assert refusal.column == "geometry"
    assert "croisé sur lui-même" in refusal.message


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_a_number_that_is_none_is_refused(number):
    ring = [[number, 47], [2, 47], [2, 48], [number, 47]]

    _, [refusal] = interpret(
        record({"type": "Polygon", "coordinates": [ring]}, code="45234"), "commune"
    )

    assert refusal.column == "geometry"


def test_the_third_dimension_is_left_out():
    row, _ = interpret(
        record({"type": "Point", "coordinates": [1.9, 47.9, 110]}, code="45234"),
        "commune",
    )

    assert row.shapes["location"].coords[:] == [(1.9, 47.9)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(data=st.data(), kind=st.sampled_from(sorted(COLUMNS)))
def test_no_value_whatever_stops_the_reading(data, kind):
    columns = ["code", "latitude", "longitude", *COLUMNS[kind]]
    values = {name: data.draw(JSON, label=name) for name in columns}
    geometry = data.draw(st.none() | st.dictionaries(st.text(), JSON))

    row, refusals = interpret(record(geometry, **values), kind)

    for refusal in refusals:
        assert str(refusal).isprintable()
    assert refusals or row.code


def test_points_of_files_are_rounded_to_the_centimetre():
    typed = geometry.point({"type": "Point", "coordinates": [1.90912345678, 5e-324]})

    assert (typed.x, typed.y) == (1.9091235, 0.0)
    assert geometry.point_at(1.90912345678, 5e-324) == typed
