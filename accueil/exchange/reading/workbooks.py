"""Workbooks, xlsx and ods: one sheet chosen, its values typed by calamine."""

import io
import posixpath
from array import array
from collections.abc import Iterator
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from accueil.common.text import fold
from accueil.exchange.reading.archive import DAMAGED, Archive, open_archive
from accueil.exchange.reading.extent import OdsContent, SharedTexts, XlsxSheet
from accueil.exchange.reading.formats import workbook_format
from accueil.exchange.reading.grid import Row, make_table
from accueil.exchange.reading.limits import Limits
from accueil.exchange.tables import Raw, Table, UnreadableFile

NOT_DATA = {"lisez moi", "lisezmoi", "notice", "mode d emploi", "sources", "listes"}


def read_workbook(
    content: bytes, sheet: str, header_line: int | None, limits: Limits
) -> Table:
    """Checks come first: calamine sees only what was measured."""
    archive = open_archive(content, limits)
    kind = workbook_format(archive)
    if kind == "ods":
        OdsContent(limits).feed(archive.chunks("content.xml"))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            names, hidden = _sheets(book)
            chosen = _choose(names, hidden, sheet)
            special = _measure(archive, chosen, limits) if kind == "xlsx" else {}
            cells = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        raise UnreadableFile(DAMAGED) from None
    notes = []
    if hidden:
        notes.append(f"Feuilles masquées, non lues : {', '.join(hidden)[:200]}.")
    return make_table(
        _rows(cells, special),
        header_line,
        limits,
        format=kind,
        sheet=chosen,
        sheets=tuple(names),
        notes=notes,
    )


def _sheets(book: CalamineWorkbook) -> tuple[list[str], list[str]]:
    """Names of the visible sheets, and of the hidden ones; charts do not count."""
    seen, hidden = [], []
    for data in book.sheets_metadata:
        if data.typ == SheetTypeEnum.WorkSheet:
            visible = data.visible == SheetVisibleEnum.Visible
            (seen if visible else hidden).append(data.name)
    return seen, hidden


def _choose(names: list[str], hidden: list[str], asked: str) -> str:
    if not names:
        raise UnreadableFile("Ce classeur n’a aucune feuille de cellules visible.")
    if asked in names:
        return asked
    if asked in hidden:
        raise UnreadableFile(
            f"La feuille « {asked} » est masquée : affichez-la dans votre tableur."
        )
    if asked:
        known = ", ".join(f"« {name} »" for name in names[:10])
        raise UnreadableFile(f"Pas de feuille « {asked} » : choisissez parmi {known}.")
    return next((name for name in names if fold(name) not in NOT_DATA), names[0])


def _rows(cells: list[list], special: dict[tuple[int, int], str]) -> Iterator[Row]:
    """calamine drops blank ends, where some of ``special`` may be."""
    far = max((row for row, _ in special), default=0)
    wide = max((column for _, column in special), default=0)
    marked = {row for row, _ in special}
    for number in range(1, max(len(cells), far) + 1):
        row: list[Raw] = cells[number - 1] if number <= len(cells) else []
        if number in marked:
            row = [*row, *[None] * (wide - len(row))]
            for column in range(1, wide + 1):
                row[column - 1] = special.get((number, column), row[column - 1])
        yield Row(number, row)


def _measure(
    archive: Archive, sheet: str, limits: Limits
) -> dict[tuple[int, int], str]:
    """Go through the XML of ``sheet``; what calamine loses of it."""
    shared = array("L")
    if (texts := _named(archive, "xl/sharedStrings.xml")) is not None:
        shared = SharedTexts(limits).feed(archive.chunks(texts)).lengths
    part = _named(archive, _part(archive, sheet))
    if part is None:
        raise UnreadableFile(DAMAGED)
    return XlsxSheet(limits, shared).feed(archive.chunks(part)).special


def _named(archive: Archive, path: str) -> str | None:
    """calamine finds the parts of a workbook whatever the case of their names."""
    found = [name for name in archive.members if name.lower() == path.lower()]
    if len(found) > 1:
        raise UnreadableFile(DAMAGED)
    return found[0] if found else None


def _part(archive: Archive, sheet: str) -> str:
    """The path of ``sheet``, by way of its relation."""
    relation = ""
    for tag, attributes in _tags(archive.read("xl/workbook.xml")):
        if tag == "sheet" and attributes.get("name") == sheet:
            relation = _ending(attributes, "id", besides="sheetId")
            break
    relations = _named(archive, "xl/_rels/workbook.xml.rels")
    for tag, attributes in _tags(archive.read(relations) if relations else b"<a/>"):
        if tag == "Relationship" and attributes.get("Id") == relation:
            target = attributes.get("Target", "")
            if target.startswith("/"):
                return target[1:]
            return posixpath.normpath(posixpath.join("xl", target))
    raise UnreadableFile(DAMAGED)


def _ending(attributes: dict[str, str], name: str, besides: str) -> str:
    """An attribute whatever its prefix."""
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name and key != besides:
            return value
    return ""


def _tags(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append(
        (tag.rpartition(":")[2], attributes)
    )
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise UnreadableFile(DAMAGED) from None
    return found
