"""How far the cells of a sheet go, read tag by tag: calamine lays out the rectangle.

A single cell at XFD1048576 would ask it for seventeen thousand million cells, a text
shared by every cell for as many copies. What calamine drops (errors, formulas without
a result) is noted on the way.
"""

import re
from array import array
from collections.abc import Iterable
from xml.parsers import expat

from accueil.exchange.headers import letters
from accueil.exchange.reading.archive import DAMAGED
from accueil.exchange.reading.limits import (
    MIB,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Limits,
    grouped,
)
from accueil.exchange.tables import UNCALCULATED, UnreadableFile

# A tag still open is read again from its start with each chunk: time would be squared.
LONGEST_TAG = MIB
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
COLUMNS = {letters(rank): rank for rank in range(26 * 27 * 27)}


class Scan:
    """Reads XML tag by tag. Names lose their prefix, as calamine sees them."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.characters = 0

    def feed(self, chunks: Iterable[bytes]):
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            fed = 0
            for chunk in chunks:
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    self._refuse()
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, OverflowError):
            raise UnreadableFile(DAMAGED) from None
        return self

    def _refuse(self, *_) -> None:
        raise UnreadableFile(DAMAGED)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError

    def text(self, data: str) -> None:
        raise NotImplementedError

    def count(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise UnreadableFile(
                f"Plus de {MOST_CHARACTERS // 1_000_000} millions de caractères dans "
                "les cellules : partagez le fichier en plusieurs."
            )

    def reach(self, row: int, column: int, sheet: str = "") -> None:
        """Refuse the cell that is too far, both counted from 1."""
        where = f"Cellule {letters(column - 1)}{row}"
        where += f" de la feuille « {sheet[:60]} »" if sheet else ""
        if column > MOST_COLUMNS:
            raise UnreadableFile(
                f"{where} : {MOST_COLUMNS} colonnes au plus. Supprimez les colonnes "
                "inutiles, même si elles semblent vides."
            )
        if row > self.limits.last_row:
            raise UnreadableFile(
                f"{where} : {grouped(self.limits.rows)} lignes au plus. Partagez le "
                "fichier en plusieurs, et supprimez les lignes inutiles du bas."
            )


class SharedTexts(Scan):
    """``lengths`` of the texts that the cells of an xlsx share, by rank."""

    def __init__(self, limits: Limits):
        super().__init__(limits)
        self.lengths = array("L")
        self.length = 0

    def start(self, tag, attributes):
        if tag.endswith("si"):
            self.length = 0

    def end(self, tag):
        if tag.rpartition(":")[2] == "si":
            self.lengths.append(self.length)

    def text(self, data):
        self.length += len(data)
        self.count(len(data))


class XlsxSheet(Scan):
    """``special``: {(row, column) from 1: what stands in place of a lost value}."""

    def __init__(self, limits: Limits, shared: array):
        super().__init__(limits)
        self.shared = shared
        self.special: dict[tuple[int, int], str] = {}
        self.row = self.column = 0
        self.kind = ""
        self.formula = self.within = False
        self.said: list[str] = []

    def start(self, tag, attributes):
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._cell(attributes)
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag in {"v", "t"}:
            self.within = True
        elif tag == "f":
            self.formula = True

    def _cell(self, attributes):
        self.column += 1
        if address := attributes.get("r"):
            found = ADDRESS.fullmatch(address)
            if not found:
                raise UnreadableFile(DAMAGED)
            self.row, self.column = int(found[2]), COLUMNS[found[1]] + 1
        self.kind = attributes.get("t", "n")
        self.formula = False
        self.said.clear()

    def text(self, data):
        if self.within:
            self.said.append(data)

    def end(self, tag):
        tag = tag.rpartition(":")[2]
        if tag in {"v", "t"}:
            self.within = False
        elif tag == "c" and (self.said or self.formula):
            self.reach(self.row, self.column)
            self._value("".join(self.said))

    def _value(self, said: str):
        if self.kind == "e":
            self.special[self.row, self.column] = said or UNCALCULATED
        elif self.formula and not said and self.kind != "str":
            self.special[self.row, self.column] = UNCALCULATED
        elif self.kind == "s":
            rank = int(said)
            if not 0 <= rank < len(self.shared):
                raise UnreadableFile(DAMAGED)
            self.count(self.shared[rank])
        else:
            self.count(len(said))


class OdsContent(Scan):
    """All the tables of an ods: calamine opens them together."""

    def __init__(self, limits: Limits):
        super().__init__(limits)
        self.sheet = ""
        self.row = self.column = self.rows = self.columns = 0
        self.far = (0, 0)  # of the sheet
        self.cells = 0
        self.valued = False
        self.length = 0

    def start(self, tag, attributes):
        if tag in {"table:table-cell", "table:covered-table-cell"}:
            self.columns = _repeats(attributes, "table:number-columns-repeated")
            self.valued = any(name.endswith(":value-type") for name in attributes)
            self.length = 0
        elif tag == "table:table-row":
            self.row += self.rows
            self.rows = _repeats(attributes, "table:number-rows-repeated")
            self.column = self.columns = 0
        elif tag == "text:s":
            self.length += _repeats(attributes, "text:c")
        elif tag == "table:table":
            self.sheet = attributes.get("table:name", "")
            self.row = self.column = self.rows = 0
            self.far = (0, 0)

    def text(self, data):
        self.length += len(data)

    def end(self, tag):
        if tag in {"table:table-cell", "table:covered-table-cell"}:
            self.column += self.columns
            if self.valued:
                self._value()
        elif tag == "table:table":
            self.cells += self.far[0] * self.far[1]
            if self.cells > MOST_CELLS:
                raise UnreadableFile(
                    "Trop de cellules dans les feuilles de ce classeur : gardez la "
                    "seule feuille à importer."
                )

    def _value(self):
        row = self.row + self.rows
        self.reach(row, self.column, self.sheet)
        self.far = (max(self.far[0], row), max(self.far[1], self.column))
        self.count(self.length * self.rows * self.columns)


def _repeats(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, 1)))
