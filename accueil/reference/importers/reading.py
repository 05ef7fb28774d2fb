"""Files → records: CSV, JSON and GeoJSON, compressed or not. No rule of ours here."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Ten times the largest official file we know (communes of France, outlines at 50 m).
MAX_BYTES = 500 * 1024 * 1024
GZIP = b"\x1f\x8b"
# Names that files give to longitude-latitude; anything else must be reprojected.
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass
class Record:
    """One line or one feature, as written in the file."""

    place: str
    values: dict[str, object]
    geometry: dict | None = None
    problems: list[str] = field(default_factory=list)


def read(path: Path, *, max_bytes: int = MAX_BYTES) -> list[Record]:
    """Every record of ``path``. Raises UnreadableFile; format told by the content."""
    text = _text(path, max_bytes)
    start = text.lstrip()[:1]
    if not start:
        raise UnreadableFile("le fichier est vide.")
    records = list(_json(text) if start in "[{" else _csv(text))
    if not records:
        raise UnreadableFile("le fichier ne contient aucune ligne de données.")
    return records


def _text(path: Path, max_bytes: int) -> str:
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == GZIP
            file.seek(0)
            source = gzip.GzipFile(fileobj=file) if zipped else file
            content = source.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(f"lecture impossible ({error}).") from error
    if len(content) > max_bytes:
        raise UnreadableFile(
            f"plus de {max_bytes // 1024**2} Mo : découpez le fichier par région."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            "ce n’est pas du texte UTF-8 : enregistrez le fichier dans cet encodage."
        ) from error


def _csv(text: str) -> Iterator[Record]:
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(lines)]
        if len(set(columns)) < len(columns):
            raise UnreadableFile("deux colonnes portent le même nom.")
        for cells in lines:
            if any(cells):
                yield _line(columns, cells, lines.line_num)
    except csv.Error as error:
        raise UnreadableFile(f"CSV mal formé, ligne {lines.line_num}.") from error


def _line(columns: list[str], cells: list[str], number: int) -> Record:
    record = Record(f"ligne {number}", dict(zip(columns, cells, strict=False)))
    if len(cells) != len(columns):
        record.problems.append(
            f"{len(cells)} cellules au lieu de {len(columns)} : "
            "vérifiez les guillemets et le séparateur."
        )
    return record


def _refuse_constant(name: str):
    raise UnreadableFile(f"la valeur {name} n’est pas du JSON : retirez-la.")


def _json(text: str) -> Iterator[Record]:
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise UnreadableFile("JSON trop imbriqué.") from error
    except ValueError as error:
        if isinstance(error, UnreadableFile):
            raise
        line = getattr(error, "lineno", "inconnue")
        raise UnreadableFile(
            f"JSON mal formé, ligne {line} : téléchargez à nouveau le fichier."
        ) from error
    for number, item in enumerate(_items(data), start=1):
        yield _feature(item, number)


def _items(data) -> list:
    """The features, the items of a list, or the only object."""
    if isinstance(data, list):
        return data
    crs = json.dumps(data.get("crs") or "CRS84")
    if not any(name in crs for name in WGS84):
        raise UnreadableFile(
            "les coordonnées ne sont pas en longitude et latitude (WGS84) : "
            "reprojetez le fichier, par exemple avec ogr2ogr -t_srs EPSG:4326."
        )
    features = data.get("features", [data])
    return features if isinstance(features, list) else []


def _feature(item, number: int) -> Record:
    if not isinstance(item, dict):
        return Record(f"entité {number}", {}, problems=["ce n’est pas un objet JSON."])
    if item.get("type") != "Feature":
        return Record(f"entité {number}", item)
    values = item.get("properties")
    record = Record(f"entité {number}", values if isinstance(values, dict) else {})
    geometry = item.get("geometry")
    if isinstance(geometry, dict):
        record.geometry = geometry
    elif geometry is not None:
        record.problems.append("la géométrie n’est pas un objet GeoJSON.")
    return record
