"""GeoJSON: one point a row, properties by the stable names of the columns."""

import json
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from accueil.exchange.cells import Value
from accueil.exchange.columns import Column
from accueil.exchange.writing.book import Book
from accueil.exchange.writing.words import printable


def write(book: Book, file: BinaryIO) -> None:
    """A FeatureCollection in WGS 84; a row without a point has no geometry.

    « point » names the two columns that the points are: read back, a public point must
    not pass for the exact one.
    """
    sheet = book.sheets[0]
    point = f', "point": {json.dumps(book.point)}' if book.point else ""
    file.write(f'{{"type": "FeatureCollection"{point}, "features": ['.encode())
    before = b"\n"
    for row in sheet.rows:
        text = json.dumps(_feature(sheet.columns, row, book.point), ensure_ascii=False)
        file.write(before + text.encode())
        before = b",\n"
    file.write(b"\n]}\n")


def _feature(columns: list[Column], row: tuple, point: tuple[str, str] | None) -> dict:
    values = {column.name: value for column, value in zip(columns, row, strict=True)}
    geometry = None
    if point:
        north, east = (values.pop(name, None) for name in point)
        if north is not None and east is not None:
            geometry = {"type": "Point", "coordinates": [float(east), float(north)]}
    properties = {name: _json(value) for name, value in values.items()}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _json(value: Value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [printable(part) for part in value]
    return printable(value) if isinstance(value, str) else value
