"""Workbooks: what is read of them (S15, S16, S20, S32, S34-S38, S45, S58, S63)."""

from datetime import date, datetime, time, timedelta

import pytest

from accueil.exchange.reading import read_table
from accueil.exchange.tables import UNCALCULATED, Line
from tests.exchange.files import (
    archive,
    cell,
    changed,
    empty,
    grid,
    members,
    ods,
    refusal,
    row,
    rows,
    table,
    with_sheet,
    xlsx,
)

DAY = date(2026, 2, 1)
INSTANT = datetime(2026, 2, 1, 13, 30)  # noqa: DTZ001
HEADER = row(cell("nom"), cell("ville"))


def typed(book):
    page = book.add_worksheet("Données")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    share = book.add_format({"num_format": "0 %"})
    lasting = book.add_format({"num_format": "[h]:mm"})
    page.write_row("A1", ["a", "b", "c", "d"])
    page.write_datetime("A2", INSTANT.replace(hour=0, minute=0), day)
    page.write_datetime("B2", INSTANT, instant)
    page.write_number("C2", 0.5, share)
    page.write_number("D2", 1.5, lasting)
    page.write_number("A3", 45000)
    page.write_formula("B3", "=1+1", None, 2)
    page.write_boolean("C3", True)
    page.write_string("D3", "=1+1")


# --- Values


def test_cells_of_an_xlsx_keep_their_types():
    assert rows(xlsx(typed)) == [
        (2, (DAY, INSTANT, 0.5, timedelta(hours=36))),
        (3, (45000.0, 2.0, True, "=1+1")),
    ]


def test_cells_of_an_ods_keep_their_types():
    content = ods(
        table(
            row(*(cell(name) for name in "abcdefg")),
            row(
                cell("01/02/2026", "date", date_value="2026-02-01"),
                cell("x", "date", date_value="2026-02-01T13:30:00"),
                cell("50 %", "percentage", value="0.5"),
                cell("12,50 €", "currency", value="12.5"),
                cell("x", "time", time_value="PT12H30M00S"),
                cell("VRAI", "boolean", boolean_value="true"),
                cell("deux  mots"),
            ),
        )
    )

    assert rows(content) == [
        (2, (DAY, INSTANT, 0.5, 12.5, time(12, 30), True, "deux  mots"))
    ]


def test_dates_count_from_1904_in_old_mac_workbooks():
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_datetime(1, 0, INSTANT, book.add_format({"num_format": "d/m/yyyy"}))

    assert rows(xlsx(fill, date_1904=True))[0][1][0] in {DAY, INSTANT}


def test_repeated_cells_and_rows_of_an_ods_each_come():
    content = ods(
        table(HEADER, row(cell("a", times=2), times=2), row(empty(), cell("b")))
    )

    assert rows(content) == [(2, ("a", "a")), (3, ("a", "a")), (4, (None, "b"))]


def test_errors_and_formulas_without_result_are_told_in_their_cell():
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_string(1, 0, "x")
        page.write_formula(1, 1, "=NA()", None, "#N/A")
        page.write_formula(1, 2, "=1/0", None, "")
        page.write_formula(3, 2, "=A9", None, "#REF!")

    assert rows(xlsx(fill)) == [
        (2, ("x", "#N/A", UNCALCULATED)),
        (4, (None, None, "#REF!")),
    ]


def test_the_error_of_an_ods_is_told_in_its_cell():
    assert rows(ods(table(HEADER, row(cell("#N/A"), cell("x"))))) == [
        (2, ("#N/A", "x"))
    ]


# --- Sheets


def several(book):
    book.add_chartsheet("Graphique")
    book.add_worksheet("Lisez-moi").write_row(0, 0, ["Ce", "fichier"])
    book.add_worksheet("Secret").very_hidden()
    book.add_worksheet("Vieux").hide()
    book.add_worksheet("Fiches").write_row(0, 0, ["nom", "ville"])
    book.add_worksheet("Autre").write_row(0, 0, ["x", "y"])


def test_the_first_visible_sheet_of_data_is_read():
    found = read_table(xlsx(several), "f.xlsx")

    assert (found.format, found.sheet, found.headers) == (
        "xlsx",
        "Fiches",
        ("nom", "ville"),
    )
    assert found.sheets == ("Lisez-moi", "Fiches", "Autre")
    assert found.notes == ("Feuilles masquées, non lues : Secret, Vieux.",)


def test_the_sheet_can_be_chosen():
    assert read_table(xlsx(several), "f", sheet="Autre").headers == ("x", "y")


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (
            "Secret",
            "La feuille « Secret » est masquée : affichez-la dans votre tableur.",
        ),
        ("Rien", "Pas de feuille « Rien » : choisissez parmi « Lisez-moi »"),
    ],
)
def test_a_sheet_that_cannot_be_chosen_is_told(sheet, sentence):
    assert refusal(xlsx(several), sheet=sheet).startswith(sentence)


def charts(book):
    line = book.add_chart({"type": "line"})
    sheet = book.add_chartsheet("Graphique")
    book.add_worksheet("A").very_hidden()
    line.add_series({"values": "=A!$A$1:$A$2"})
    sheet.set_chart(line)


def test_a_workbook_of_charts_alone_is_refused():
    sentence = "Ce classeur n’a aucune feuille de cellules visible."

    assert refusal(xlsx(charts)) == sentence


def test_a_thousand_sheets_of_an_ods_are_listed_and_one_is_read():
    content = ods(*(table(HEADER, name=f"F{n}") for n in range(1000)))

    found = read_table(content, "f.ods")

    assert (len(found.sheets), found.sheet, found.headers) == (
        1000,
        "F0",
        ("nom", "ville"),
    )


def test_a_thousand_sheets_of_an_xlsx_are_too_many_parts():
    content = xlsx(lambda book: [book.add_worksheet() for _ in range(1000)])

    assert "plus de 1\u202f000 parties" in refusal(content)


def test_an_empty_workbook_is_refused():
    sentence = "Ce fichier est vide : aucune cellule n’est remplie."

    assert refusal(xlsx(lambda book: book.add_worksheet())) == sentence
    assert refusal(ods(table(row(empty())))) == sentence


# --- Headers and blanks


def test_headers_are_found_below_a_title_and_lines_keep_their_numbers():
    content = grid(["Recensement"], [], ["nom", "ville"], ["a", "b"], [], ["c", "d"])

    found = read_table(content, "f")

    assert (found.header_line, found.headers) == (3, ("nom", "ville"))
    assert found.lines == (Line(4, ("a", "b")), Line(6, ("c", "d")))


def test_merged_headers_are_refused_with_their_cell():
    def fill(book):
        page = book.add_worksheet()
        page.write(0, 0, "nom")
        page.merge_range("B1:C1", "coordonnées", book.add_format())
        page.write_row(1, 0, ["a", "b", "c"])

    assert refusal(xlsx(fill)).startswith(
        "Cellule C1 : cette colonne n’a pas d’en-tête"
    )


def test_a_million_styled_rows_are_dropped():
    padding = "".join(f'<row r="{n}" s="1"/>' for n in range(3, 1_048_577))
    content = with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>nom</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>ville</t></is></c></row>'
        f'<row r="2"><c r="A2"><v>1</v></c></row>{padding}'
    )

    assert rows(content) == [(2, (1.0, None))]


def test_the_padding_of_libreoffice_is_dropped():
    content = ods(
        table(
            row(cell("nom"), cell("ville"), empty(5_000_000)),
            row(cell("a"), cell("b"), empty(16_382)),
            row(empty(16_384), times=1_048_574),
        )
    )

    assert rows(content) == [(2, ("a", "b"))]


# --- Too far


def test_a_cell_at_the_end_of_the_sheet_is_refused():
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write(1_048_575, 16_383, 1)

    assert refusal(xlsx(fill)) == (
        "Cellule XFD1048576 : 100 colonnes au plus. Supprimez les colonnes inutiles, "
        "même si elles semblent vides."
    )


@pytest.mark.parametrize(
    "far",
    [
        '<row r="900000"><c r="A900000"><v>1</v></c></row>',
        '<row r="900000"><c><v>1</v></c></row>',
        '<row r="3"><c r="A900000" t="e"><v>#N/A</v></c></row>',
        '<row r="3"><c r="A900000"><f>A1</f></c></row>',
    ],
)
def test_a_row_too_low_is_refused_with_its_cell(far):
    content = with_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{far}')

    assert refusal(content).startswith("Cellule A900000 : 5\u202f000 lignes au plus.")


@pytest.mark.parametrize(
    "far",
    [
        row(cell("x"), times=1_000_000),
        row(empty(), times=1_000_000) + row(cell("x")),
        row(cell("x", times=5_000_000)),
        row(empty(5_000), cell("x")),
    ],
)
def test_cells_too_far_of_an_ods_are_refused(far):
    assert "de la feuille « Feuille1 »" in refusal(ods(table(HEADER, far)))


def test_the_row_past_the_limit_refuses_the_workbook():
    content = grid(["nom", "ville"], *(["a", "b"] for _ in range(5_001)))

    assert refusal(content).startswith("Plus de 5\u202f000 lignes à lire")
    assert len(rows(content, max_rows=100_000)) == 5_001


# --- Parts of a workbook


def test_the_sheet_is_found_by_its_relation_and_not_by_its_rank():
    parts = members(xlsx(several))
    book = parts["xl/_rels/workbook.xml.rels"].replace(
        b"worksheets/sheet4.xml", b"far.xml"
    )
    moved = {**parts, "xl/_rels/workbook.xml.rels": book}
    moved["xl/far.xml"] = moved.pop("xl/worksheets/sheet4.xml")

    assert read_table(archive(moved), "f").headers == ("nom", "ville")


@pytest.mark.parametrize(
    "part",
    ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/workbook.xml"],
)
def test_a_workbook_that_lacks_a_part_is_refused(part):
    assert "abîmé" in refusal(changed(grid(["a", "b"]), **{part: None}))


@pytest.mark.parametrize(
    "broken",
    [
        *('<row r="x"/>', '<row r="1"><c r="??"><v>1</v></c></row>'),
        *(
            '<row r="1"><c t="s"><v>99</v></c></row>',
            '<row r="1"><c t="s"><v>-1</v></c>',
        ),
        *(
            '<row r="1"><c r="A1">',
            "</sheetData>",
        ),
        *(
            '<row r="1"><c t="s"><v>x</v></c></row>',
            '<row r="1"><c r="A0"><v>1</v></c></row>',
        ),
    ],
)
def test_a_sheet_that_is_broken_is_refused(broken):
    assert "abîmé" in refusal(with_sheet(broken))
