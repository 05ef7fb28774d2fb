"""Files that people take away, read back cell by cell."""

import csv
import io
import json
import time
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from accueil.exchange.cells import read_cell
from accueil.exchange.columns import Column, Kind
from accueil.exchange.writing import (
    FORMATS,
    Book,
    Heading,
    Sheet,
    TooManyRows,
    ods,
    write,
    xlsx,
)

COLUMNS = [
    Column("intitule", "Intitulé"),
    Column("code", "Code", Kind.CODE),
    Column("nombre", "Bénévoles", Kind.INTEGER),
    Column("budget", "Budget", Kind.DECIMAL, unit="€"),
    Column("debut", "Début", Kind.DATE),
    Column("modifiee", "Modifiée le", Kind.DATETIME),
    Column("foyer", "Lieu d’hébergement", Kind.BOOLEAN),
    Column("themes", "Thèmes", Kind.LIST),
]
ROW = (
    "Écouter « l’autre » à Saint-Étienne & <ailleurs>",
    "01001",
    12,
    Decimal("1234567.89"),
    date(2025, 12, 31),
    datetime(2026, 7, 14, 22, 30, tzinfo=UTC),
    True,
    ("Langue", "Santé ; soins"),
)
NOTHING = ("Sans rien", None, None, None, None, None, None, ())
HOSTILE = [
    *("=1+1", "==1+1", "+33 2 38", "-5", "@SUM(A1)", "|calc", "＝1+1", "%0A", "'=1"),
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://exemple.test";"Lire")',
    "\t=1+1",
    "\n=1+1",
    "_x0041_ & &amp; ]]>",
    "deux  espaces, \ttabulation\net ligne",
    "'tis",
    '"guillemets", virgule ; point-virgule',
    "https://exemple.test/",
    "00123",
    "12,5",
    "VRAI",
    "<script>alert(1)</script>",
    "\U0001f3f3\ufe0f\u200d\U0001f308",
]
WORKBOOKS = ["xlsx", "ods"]


def written(format: str, rows, columns=COLUMNS, **options) -> bytes:
    return written_book(
        format, Book("Initiatives", [Sheet("Données", columns, rows)], **options)
    )


def written_book(format: str, book: Book) -> bytes:
    file = io.BytesIO()
    write(format, book, file)
    return file.getvalue()


def cells(content: bytes, sheet: int = 0) -> list[list]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return workbook.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def lines(content: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    text = io.StringIO(content.decode(encoding), newline="")
    return list(csv.reader(text, delimiter=delimiter))


# --- Types -------------------------------------------------------------------


@pytest.mark.parametrize("format", WORKBOOKS)
def test_a_workbook_types_its_cells(format):
    header, full, empty = cells(written(format, [ROW, NOTHING]))

    assert header == [
        "Intitulé",
        "Code",
        "Bénévoles",
        "Budget (€)",
        "Début",
        "Modifiée le",
        "Lieu d’hébergement",
        "Thèmes",
    ]
    assert full == [
        ROW[0],
        "01001",
        12.0,
        1234567.89,
        date(2025, 12, 31),
        datetime(2026, 7, 15, 0, 30),  # noqa: DTZ001 as clocks in Orléans say it
        True,
        'Langue ; "Santé ; soins"',
    ]
    assert empty == ["Sans rien", *[""] * 7]


def test_the_csv_for_excel_is_french():
    header, full, empty = lines(written("csv", [ROW, NOTHING]), "utf-8-sig", ";")

    assert header[3] == "Budget (€)"
    assert full == [
        ROW[0],
        "01001",
        "12",
        "1234567,89",
        "31/12/2025",
        "15/07/2026 00:30",
        "oui",
        'Langue ; "Santé ; soins"',
    ]
    assert empty == ["Sans rien", *[""] * 7]


def test_the_csv_for_excel_starts_with_a_byte_order_mark():
    assert written("csv", []).startswith(b"\xef\xbb\xbfIntitul")


def test_the_csv_for_programs_is_plain():
    content = written("csv-machine", [ROW, NOTHING])

    header, full, _ = lines(content, "ascii" if content.isascii() else "utf-8", ",")
    assert header == [column.name for column in COLUMNS]
    assert full[1:] == [
        "01001",
        "12",
        "1234567.89",
        "2025-12-31",
        "2026-07-14T22:30:00+00:00",
        "true",
        'Langue ; "Santé ; soins"',
    ]


def test_geojson_has_a_point_and_typed_properties():
    place = [
        Column("latitude", "Latitude", Kind.DECIMAL),
        Column("longitude", "Longitude", Kind.DECIMAL),
    ]
    rows = [(*ROW, Decimal("47.9"), Decimal("1.9")), (*NOTHING, None, None)]

    content = written(
        "geojson", rows, [*COLUMNS, *place], point=("latitude", "longitude")
    )

    full, empty = json.loads(content)["features"]
    assert full == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [1.9, 47.9]},
        "properties": {
            "intitule": ROW[0],
            "code": "01001",
            "nombre": 12,
            "budget": 1234567.89,
            "debut": "2025-12-31",
            "modifiee": "2026-07-14T22:30:00+00:00",
            "foyer": True,
            "themes": ["Langue", "Santé ; soins"],
        },
    }
    assert empty["geometry"] is None
    assert empty["properties"]["themes"] == []


@pytest.mark.parametrize("number", ["1E+2", "0.1", "-0.0000001", "123456789012.34"])
@pytest.mark.parametrize("format", FORMATS)
def test_numbers_do_not_drift(format, number):
    column = Column("n", "N", Kind.DECIMAL)

    content = written(format, [(Decimal(number),)], [column])

    assert read_back(format, content, column) == [Decimal(number)]


def read_back(format: str, content: bytes, column: Column) -> list:
    """Values of the only column, as importing understands the cells."""
    if format in WORKBOOKS:
        raw = [row[0] for row in cells(content)[1:]]
    elif format == "geojson":
        found = json.loads(content)["features"]
        return [
            read_cell(column, one["properties"][column.name]).value for one in found
        ]
    else:
        form = ("utf-8-sig", ";") if format == "csv" else ("utf-8", ",")
        raw = [row[0] if row else "" for row in lines(content, *form)[1:]]
    return [read_cell(column, each).value for each in raw]


# --- Text is text (S40-S44) --------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format", WORKBOOKS)
def test_a_text_of_a_workbook_is_itself(format, text):
    content = written(format, [(text,)], COLUMNS[:1])

    # No reader of ods gives tabs back, LibreOffice included.
    known = text.replace("\t", " ") if format == "ods" else text
    assert cells(content)[1:] == [[known]]
    parts = zipfile.ZipFile(io.BytesIO(content))
    for part in parts.namelist():
        xml = parts.read(part)
        assert b"<f>" not in xml
        assert b"table:formula" not in xml
        assert b"<hyperlink" not in xml


@pytest.mark.parametrize("text", [text for text in HOSTILE if text[0] in "=+-@|＝%\t"])
@pytest.mark.parametrize("format", ["csv", "csv-machine"])
def test_a_text_of_a_csv_cannot_start_a_formula(format, text):
    form = ("utf-8-sig", ";") if format == "csv" else ("utf-8", ",")

    content = written(format, [(text,)], COLUMNS[:1])

    assert lines(content, *form)[1:] == [[f"'{text}"]]


@pytest.mark.parametrize("format", ["csv", "csv-machine"])
def test_numbers_of_a_csv_are_exempt(format):
    content = written(format, [(-5, Decimal("-1.5"))], COLUMNS[2:4])

    assert b"'" not in content


@pytest.mark.parametrize("format", ["xlsx", "ods", "csv", "csv-machine"])
def test_what_was_written_reads_as_it_was(format):
    texts = [text.strip() for text in HOSTILE if text[0] != "'" and "\t" not in text]

    content = written(format, [(text,) for text in texts], COLUMNS[:1])

    plain = [text.replace("\u200d", "") for text in texts]  # invisible: never stored
    assert read_back(format, content, COLUMNS[0]) == plain


@pytest.mark.parametrize("format", ["xlsx", "ods", "csv", "csv-machine"])
def test_values_of_a_list_survive(format):
    column = COLUMNS[-1]
    lists = [
        ("a", "b"),
        ("Santé ; soins", "Loiret, Cher"),
        ('"entre guillemets"', "« français »", 'au "milieu" ; ici'),
        ("barre | droite",),
        (),
        ("=1+1", "-2"),
    ]

    content = written(format, [(each,) for each in lists], [column])

    assert read_back(format, content, column) == lists


@pytest.mark.parametrize("format", FORMATS)
def test_what_no_file_can_hold_is_marked(format):
    content = written(format, [("a\x00b\x0bc\ud800d",)], COLUMNS[:1])

    assert "a\ufffdb\ufffdc\ufffdd" in text_of(format, content)


def text_of(format: str, content: bytes) -> str:
    if format in WORKBOOKS:
        return str(cells(content)[1][0])
    return content.decode()


@pytest.mark.parametrize("character", ["é", "\U0001f3f3"])
@pytest.mark.parametrize("format", WORKBOOKS)
def test_a_cut_text_says_so(format, character):
    (found,) = cells(written(format, [(character * 40_000,)], COLUMNS[:1]))[1]

    assert found.endswith(
        " […] (coupé : 40000 caractères, entiers dans le fichier csv)"
    )
    assert found.startswith(character * 16_000)
    assert len(found.encode("utf-16-le")) // 2 in (32_766, 32_767)


@pytest.mark.parametrize("format", ["csv", "csv-machine", "geojson"])
def test_a_long_text_is_whole_where_it_can_be(format):
    content = written(format, [("é" * 40_000,)], COLUMNS[:1])

    assert "é" * 40_000 in content.decode()


# --- Workbooks ---------------------------------------------------------------


@pytest.mark.parametrize("format", WORKBOOKS)
def test_names_of_sheets_suit_every_program(format):
    names = ["a/b:[c]*?\\d", "'quoté'", "x" * 40, "X" * 40, "", "É & <b>"]
    sheets = [Sheet(name, COLUMNS[:1], [("1",)]) for name in names]

    content = written_book(format, Book("Essai", sheets))

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert workbook.sheet_names == [
        "a b c d",
        "quoté",
        "x" * 31,
        "X" * 27 + " (2)",
        "Feuille",
        "É & <b>",
    ]


@pytest.mark.parametrize("format", WORKBOOKS)
def test_a_sheet_may_speak_for_itself(format):
    notes = Sheet("Notes", COLUMNS[:2], [Heading(["Titre", ""]), ("a", 3)], False)

    content = written_book(
        format, Book("Essai", [Sheet("Données", COLUMNS, [ROW]), notes])
    )

    assert cells(content, 1) == [["Titre", ""], ["a", 3.0]]


@pytest.mark.parametrize("format", FORMATS)
def test_a_later_sheet_may_say_what_was_counted(format):
    counted = []

    def rows():
        for number in range(3):
            counted.append(number)
            yield (str(number),)

    later = ((len(counted),) for _ in range(1))
    sheets = [Sheet("A", COLUMNS[:1], rows()), Sheet("B", COLUMNS[:1], later)]

    content = written_book(format, Book("Essai", sheets))

    assert len(counted) == 3
    if format in WORKBOOKS:
        assert cells(content, 1)[1] == [3.0]


def test_an_ods_says_first_what_it_is():
    content = written("ods", [ROW])

    assert content[30:84] == b"mimetype" + ods.MIMETYPE.encode()


@pytest.mark.parametrize("format", WORKBOOKS)
def test_a_workbook_names_nobody(format):
    parts = zipfile.ZipFile(io.BytesIO(written(format, [ROW])))

    name = {"xlsx": "docProps/core.xml", "ods": "meta.xml"}[format]
    meta = parts.read(name).decode()
    assert "<dc:title>Initiatives</dc:title>" in meta
    assert "<dc:creator></dc:creator>" in meta or "creator" not in meta


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_rows_make_the_same_file(format, monkeypatch):
    later = time.localtime(2_000_000_000)
    local = time.localtime
    first = written(format, [ROW])
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *at: local(*at) if at else later)

    assert written(format, [ROW]) == first


@pytest.mark.parametrize("module", [xlsx, ods])
def test_too_many_rows_are_refused_and_never_cut(module, monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    sheet = Sheet("A", COLUMNS[:1], [("1",)] * 3)

    with pytest.raises(TooManyRows, match="prenez le csv"):
        module.write(Book("Essai", [sheet]), io.BytesIO())


def test_days_before_1900_stay_readable():
    assert cells(written("xlsx", [(date(1899, 7, 1),)], [COLUMNS[4]]))[1] == [
        "01/07/1899"
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_memory_does_not_depend_on_rows(format, tmp_path):
    def peak(count: int) -> int:
        rows = (ROW for _ in range(count))
        book = Book("Essai", [Sheet("A", COLUMNS, rows)])
        with (tmp_path / "file").open("wb") as file:
            tracemalloc.start()
            write(format, book, file)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(10)

    assert peak(4_000) < peak(1_000) + 200_000
