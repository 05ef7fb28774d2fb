"""Our workbooks opened by LibreOffice, and read back cell by cell."""

import csv
import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accueil.exchange.columns import Column, Kind
from accueil.exchange.writing import Book, Sheet, write

SOFFICE = shutil.which("soffice")
# Commas, quotes, UTF-8; cells as the screen shows them.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
COLUMNS = [
    Column("intitule", "Intitulé"),
    Column("code", "Code", Kind.CODE),
    Column("nombre", "Bénévoles", Kind.INTEGER),
    Column("budget", "Budget", Kind.DECIMAL, unit="€"),
    Column("part", "Part", Kind.DECIMAL),
    Column("debut", "Début", Kind.DATE),
    Column("modifiee", "Modifiée le", Kind.DATETIME),
    Column("foyer", "Foyer", Kind.BOOLEAN),
    Column("themes", "Thèmes", Kind.LIST),
]
AT = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)
ROWS = [
    (
        "Écoute à Saint-Étienne, « l’œuvre » & <b>",
        "01001",
        12,
        Decimal("1234567.89"),
        Decimal("0.1"),
        date(2025, 12, 31),
        AT,
        True,
        ("Langue", "Santé ; soins"),
    ),
    ("=1+1", "00", -5, Decimal(0), Decimal("-2.5"), date(1900, 3, 1), AT, False, ()),
    ("deux  espaces et\nligne", "+33 2", 0, None, None, None, None, None, ("a",)),
    ("@SUM(1)", "-5", None, None, None, None, None, None, ()),
]
SHOWN = [
    [column.label + (" (€)" if column.unit else "") for column in COLUMNS],
    [
        "Écoute à Saint-Étienne, « l’œuvre » & <b>",
        "01001",
        "12",
        "1,234,567.89",
        "0.1",
        "31/12/2025",
        "15/07/2026 00:30",
        "TRUE",
        'Langue ; "Santé ; soins"',
    ],
    ["=1+1", "00", "-5", "0.00", "-2.5", "01/03/1900", "15/07/2026 00:30", "FALSE", ""],
    ["deux  espaces et\nligne", "+33 2", "0", *[""] * 5, "a"],
    ["@SUM(1)", "-5", *[""] * 7],
]


@pytest.mark.slow
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_libreoffice_shows_what_was_written(format, tmp_path):
    source = tmp_path / f"essai.{format}"
    notes = Sheet("Lisez-moi", COLUMNS[:2], [("a", "b")], header=False)
    with source.open("w+b") as file:
        write(format, Book("Essai", [Sheet("Données", COLUMNS, ROWS), notes]), file)

    subprocess.run(
        [
            *(SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--headless", "--norestore", "--convert-to", CSV),
            *("--outdir", tmp_path, source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    (found,) = tmp_path.glob("*.csv")
    with found.open(encoding="utf-8", newline="") as text:
        assert list(csv.reader(text)) == SHOWN
