"""Files made for the tests of reading: nothing binary is kept in the repository."""

import io
import json
import random
import struct
import zipfile

import pytest
import xlsxwriter

from accueil.exchange.reading import read_table
from accueil.exchange.tables import UnreadableFile

OPENDOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refusal(content: bytes, name: str = "fichier", **options) -> str:
    """The sentence by which the file is refused."""
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, name, **options)
    return str(caught.value)


def rows(content: bytes, name: str = "fichier", **options) -> list[tuple]:
    """(line number, cells) of a file that is read."""
    table = read_table(content, name, **options)
    return [(line.number, line.cells) for line in table.lines]


def xlsx(fill, **options) -> bytes:
    """A workbook that ``fill(workbook)`` writes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        fill(book)
    return file.getvalue()


def grid(*lines, sheet: str = "Feuille1") -> bytes:
    """A workbook of one sheet."""

    def fill(book):
        page = book.add_worksheet(sheet)
        for number, cells in enumerate(lines):
            page.write_row(number, 0, cells)

    return xlsx(fill)


def archive(members: dict[str, bytes | str], **options) -> bytes:
    file = io.BytesIO()
    options.setdefault("compression", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(file, "w", **options) as book:
        for name, content in members.items():
            book.writestr(name, content)
    return file.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def changed(content: bytes, **parts: bytes | str | None) -> bytes:
    """The workbook with some members replaced, added, or taken away."""
    kept = {**members(content), **parts}
    return archive({name: part for name, part in kept.items() if part is not None})


def with_sheet(xml_rows: str, shared: str | None = None) -> bytes:
    """An xlsx whose only sheet has the given XML for rows."""
    sheet = (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{xml_rows}</sheetData></worksheet>'
    )
    parts: dict[str, bytes | str | None] = {"xl/worksheets/sheet1.xml": sheet}
    if shared is not None:
        parts["xl/sharedStrings.xml"] = f'{XML}<sst xmlns="{MAIN}">{shared}</sst>'
    return changed(grid(["a", "b"]), **parts)


def texts(number: int, *cells: str) -> str:
    """A row of an xlsx, its texts inside."""
    said = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{said}</row>'


def ods(*tables: str, **parts: bytes | str) -> bytes:
    """A workbook of OpenDocument from the XML of its tables."""
    spaces = " ".join(
        f'xmlns:{name}="{OPENDOCUMENT}:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = "".join(tables)
    content = (
        f"{XML}<office:document-content {spaces}><office:body><office:spreadsheet>"
        f"{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'{XML}<m:manifest xmlns:m="{OPENDOCUMENT}:manifest:1.0"/>'
    return archive(
        {
            "mimetype": SPREADSHEET,
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
            **parts,
        }
    )


def table(*table_rows: str, name: str = "Feuille1") -> str:
    return f'<table:table table:name="{name}">{"".join(table_rows)}</table:table>'


def row(*cells: str, times: int = 1) -> str:
    many = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{many}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", kind: str = "string", times: int = 1, **said: str) -> str:
    """A cell of OpenDocument; ``said``: attributes, as ``value`` or ``date_value``."""
    many = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    typed = f' office:value-type="{kind}"' if kind else ""
    typed += "".join(f' office:{n.replace("_", "-")}="{v}"' for n, v in said.items())
    inside = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell{many}{typed}>{inside}</table:table-cell>"


def empty(times: int = 1) -> str:
    return cell(kind="", times=times)


def geojson(*features, **said) -> bytes:
    document = {"type": "FeatureCollection", "features": list(features), **said}
    return json.dumps(document).encode()


def feature(geometry, **properties) -> dict:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*coordinates) -> dict:
    return {"type": "Point", "coordinates": list(coordinates)}


def noise(size: int) -> str:
    """Comments of XML that hardly compress: the ratio would else give bombs away."""
    figures = random.Random(size).randbytes(size).hex()
    parts = (figures[at : at + 10_000] for at in range(0, len(figures), 10_000))
    return "".join(f"<!--{part}-->" for part in parts)


def flagged_as_encrypted(content: bytes) -> bytes:
    """The archive whose directory says that its first member has a password."""
    at = content.index(b"PK\1\2") + 8
    return content[:at] + bytes([content[at] | 1]) + content[at + 1 :]


def lying(content: bytes, name: str, size: int) -> bytes:
    """The archive whose directory announces another size for a member."""
    at = content.index(name.encode(), content.index(b"PK\1\2")) - 46
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]
