"""Csv files: encoding and delimiter recognised, broken quotes and rows told."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from accueil.exchange.reading.grid import Row, blank, make_table
from accueil.exchange.reading.limits import MOST_BYTES, MOST_COLUMNS, Limits
from accueil.exchange.tables import Table, UnreadableFile

DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}
SAMPLE = 50  # records that decide on the delimiter
ENCODINGS = [
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 (avec marque)"),
    (b"\xff\xfe", "utf-16", "UTF-16 LE"),
    (b"\xfe\xff", "utf-16", "UTF-16 BE"),
]
UTF8_PAIR = re.compile(rb"[\xc3\xc5][\x80-\xbf]")  # « é » or « œ » of UTF-8
MOJIBAKE = re.compile("Ã[©¨ªà§®´»¢]|â€™|Å“")

# The library cuts at 131 072 and raises: a long cell must be told with its line.
csv.field_size_limit(MOST_BYTES)


def read_csv(content: bytes, header_line: int | None, limits: Limits) -> Table:
    """Lines are numbered as a spreadsheet does: a cell on three lines counts once."""
    text, encoding = decode(content)
    text, delimiter = _announced(text)
    notes = []
    if MOJIBAKE.search(text):
        notes.append(
            "Des accents semblent abîmés (« Ã© » pour « é ») : vérifiez le fichier "
            "d’origine."
        )
    delimiter = delimiter or sniff(text)
    return make_table(
        _checked(records(text, delimiter)),
        header_line,
        limits,
        format="csv",
        encoding=encoding,
        delimiter=delimiter,
        notes=notes,
    )


def decode(content: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding."""
    for mark, codec, name in ENCODINGS:
        if content.startswith(mark):
            return _strictly(content, codec, name), name
    if b"\0" in content:
        raise UnreadableFile(
            f"{_place(content, content.index(0))} : ce n’est pas un fichier texte. "
            "Enregistrez votre tableau en .xlsx, .ods ou .csv."
        )
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if UTF8_PAIR.search(content):
            raise UnreadableFile(
                f"{_place(content, error.start)} : deux encodages sont mêlés dans ce "
                "fichier. Enregistrez-le de nouveau en « CSV UTF-8 »."
            ) from None
    return _strictly(content, "cp1252", "Windows-1252"), "Windows-1252"


def _strictly(content: bytes, codec: str, name: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{_place(content, error.start)} : illisible en {name}. Enregistrez le "
            "fichier en « CSV UTF-8 »."
        ) from None
    if "\0" in text:
        raise UnreadableFile(
            f"Ligne {text[: text.index(chr(0))].count(chr(10)) + 1} : un caractère nul "
            "est interdit. Enregistrez de nouveau le fichier en « CSV UTF-8 »."
        )
    return text


def line_of(content: bytes, position: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", content[:position])) + 1


def _place(content: bytes, position: int) -> str:
    return f"Ligne {line_of(content, position)}, octet {position + 1}"


def _announced(text: str) -> tuple[str, str]:
    """Excel's first line « sep=; », emptied and believed."""
    if found := re.match(r"sep=([;,\t])(?=\r|\n)", text):
        return text[found.end() :], found[1]
    return text, ""


def sniff(text: str) -> str:
    """The delimiter by which most records have the same number of cells."""
    best = max(DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))
    if not any(_agreement(text, best)):
        return ";"  # a single column
    if best == "|":
        raise UnreadableFile(
            "Colonnes séparées par une barre verticale « | » : enregistrez le fichier "
            "avec des points-virgules."
        )
    return best


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    """(share of the records that have the usual width, that width)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for record in reader:
            widths[len(record)] += bool(record)
            if widths.total() >= SAMPLE:
                break
    except csv.Error:
        pass  # told by the true reading
    total = widths.total()
    width, times = max(
        ((w, n) for w, n in widths.items() if w > 1),
        key=lambda pair: (pair[1], pair[0]),
        default=(0, 0),
    )
    return (times / total, width) if times else (0.0, 0)


def records(text: str, delimiter: str) -> Iterator[Row]:
    """Each record, blank ones included."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, start = 0, 1
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableFile(_broken(error, start, reader.line_num)) from None
        if cells is None:
            return
        number += 1
        yield Row(number, cells)


def _broken(error: csv.Error, start: int, end: int) -> str:
    """Lines of the text here: a spreadsheet would hide where the quote is."""
    if "end of data" in str(error):
        return (
            f'Ligne {start} du texte : un guillemet " est ouvert et jamais fermé. '
            "Fermez-le ou effacez-le."
        )
    where = f"Ligne {start}" if start >= end else f"Lignes {start} à {end}"
    return (
        f'{where} du texte : un guillemet " est mal placé dans une cellule. '
        'Effacez-le, ou doublez-le ("") et entourez la cellule de guillemets.'
    )


def _checked(rows: Iterator[Row]) -> Iterator[Row]:
    """Rows told wrong when their cells are not as many as the widest of titles.

    A record of one cell is a title or a remark above the header; trailing empty cells
    do not count.
    """
    width = 0
    for row in rows:
        cells = list(row.cells)
        if len(cells) > MOST_COLUMNS:
            while cells and blank(cells[-1]):
                cells.pop()
        if not width and sum(not blank(cell) for cell in cells) > 1:
            width = len(cells)
        yield Row(row.number, cells, _ragged(cells, width))


def _ragged(cells: list[str], width: int) -> str:
    full = max((n for n, cell in enumerate(cells, 1) if not blank(cell)), default=0)
    if not width or not full or (len(cells) >= width >= full):
        return ""
    if full > width:
        return (
            f"{full} cellules pour {width} colonnes : entourez de guillemets la "
            "cellule qui contient le séparateur."
        )
    return (
        f"{len(cells)} cellules pour {width} colonnes : il en manque, ajoutez les "
        "séparateurs."
    )
