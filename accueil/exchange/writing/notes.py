"""The sheets « Lisez-moi » and « Sources » that go with the data of a workbook."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from accueil.exchange.cells import Value
from accueil.exchange.columns import Column, Kind
from accueil.exchange.writing.book import Heading, Sheet

LICENCE = (
    "Licence Ouverte 2.0 – https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
)
DICTIONARY = [
    Column("colonne", "Colonne", width=32),
    Column("nom", "Nom stable", width=24),
    Column("nature", "Nature", width=20),
    Column("unite", "Unité", width=10),
    Column("aide", "Aide", width=60),
    Column("valeurs", "Valeurs acceptées", width=80),
]
SOURCES = [
    Column("titre", "Source", width=60),
    Column("adresse", "Adresse", Kind.LINK, width=60),
    Column("consultee", "Consultée le", Kind.DATE, width=14),
]


def readme(facts: Iterable[tuple[str, Value]], columns: Sequence[Column]) -> Sheet:
    """``facts`` are read once the sheets before are written: they may count rows."""
    return Sheet("Lisez-moi", DICTIONARY, _lines(facts, columns), header=False)


def _lines(facts, columns: Sequence[Column]) -> Iterator[tuple]:
    yield Heading(["Ce fichier", *[""] * (len(DICTIONARY) - 1)])
    yield from facts
    yield ("",)
    yield Heading(column.label for column in DICTIONARY)
    for column in columns:
        values = column.values() if column.values else ()
        yield (
            column.label,
            column.name,
            str(column.kind),
            column.unit,
            column.help,
            " ; ".join(map(str, values)),
        )


def sources(rows: Iterable[tuple[str | None, str | None, date | None]]) -> Sheet:
    """Title, address and date of each; rows that name none are left out."""
    named = (row for row in rows if row[0] or row[1])
    return Sheet("Sources", SOURCES, named)
