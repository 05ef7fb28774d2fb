"""What the site writes comes back as it left, whatever the format (S43, S64, M7)."""

import io
from datetime import date
from decimal import Decimal

import pytest

from accueil.exchange.cells import clean, read_cell
from accueil.exchange.columns import Column, Kind
from accueil.exchange.headers import match_headers
from accueil.exchange.plan import make_plan
from accueil.exchange.reading import read_table
from accueil.exchange.resources import Resource
from accueil.exchange.tables import Line, Table
from accueil.exchange.writing import FORMATS, Book, Sheet, write

COLUMNS = [
    Column("intitule", "Intitulé"),
    Column("commune", "Code de la commune", Kind.CODE, figures=5),
    Column("benevoles", "Bénévoles", Kind.INTEGER),
    Column("budget", "Budget total", Kind.DECIMAL, unit="€"),
    Column("debut", "Début", Kind.DATE),
    Column("foyer", "Lieu d’hébergement", Kind.BOOLEAN),
    Column("themes", "Thèmes", Kind.LIST),
]
EMPTY = (None, None, None, None, None, ())
ROWS = [
    (
        "École « d’été » ; œuvre & 12 €",
        "01001",
        12,
        Decimal("1234567.89"),
        date(2025, 12, 31),
        True,
        ("Langue", "Santé ; soins", "Loiret, Cher"),
    ),
    (
        "deux\nlignes\n\net plus",
        "2A004",
        0,
        Decimal("0.3"),
        None,
        False,
        ("a|b", '"c"'),
    ),
    ("=1+1", "45234", -5, Decimal("1500"), date(1900, 3, 1), None, ()),
    ('\'tis "vrai"', *EMPTY),
    ("Nom;avec,des	séparateurs", *EMPTY),
    ("+33 2 38", *EMPTY),
    ("@x", *EMPTY),
]


def written(format: str) -> bytes:
    notes = Sheet("Lisez-moi", [Column("a", "A"), Column("b", "B")], [("c", "d")])
    sheets = [Sheet("Initiatives", COLUMNS, ROWS)]
    file = io.BytesIO()
    write(format, Book("Initiatives", [*sheets, notes]), file)
    return file.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_that_comes_back_is_unchanged(format):
    found = read_table(written(format), "initiatives")

    columns = match_headers(found.headers, COLUMNS).columns
    back = [
        tuple(
            read_cell(column, raw).value
            for column, raw in zip(columns, line.cells, strict=True)
            if column
        )
        for line in found.lines
    ]
    assert [column for column in columns if column] == COLUMNS
    assert back == [(clean(title), *rest) for title, *rest in ROWS]
    assert found.errors == ()


class Nothing(Resource):
    """A resource whose base is empty."""

    name = label = "essais"
    columns = COLUMNS[:2]
    key = "commune"

    def stored(self, columns):
        return {}

    def check(self, draft):
        pass


def test_a_broken_line_is_refused_as_a_whole():
    content = b"Intitule;Benevoles\na;1\nb;2;3\n"

    plan = make_plan(Nothing(), read_table(content, "f.csv"))

    assert [(draft.line, list(draft.errors)) for draft in plan.refused] == [(3, [""])]
    assert plan.summary == "lues 2, créées 1, modifiées 0, inchangées 0, refusées 1"


def test_a_header_alone_changes_nothing():
    plan = make_plan(Nothing(), read_table("Intitulé;Commune\n".encode(), "f.csv"))

    assert plan.counts == dict.fromkeys(plan.counts, 0)


def test_a_table_has_no_error_unless_told():
    assert Table("csv", ("a",), 1, (Line(2, ("b",)),)).errors == ()
