"""GeoJSON: the points of a FeatureCollection as rows, in strict JSON only."""

import json
import math
import re

from accueil.exchange.reading.grid import Row, make_table
from accueil.exchange.reading.limits import MOST_COLUMNS, Limits, grouped
from accueil.exchange.reading.text import line_of
from accueil.exchange.tables import Raw, Table, UnreadableFile
from accueil.exchange.writing.words import joined

DEEPEST = 20
MOST_PARTS = 200_000  # objects and lists of the whole document, for a request
PARTS_PER_ROW = 20
LONGEST_INTEGER = 15  # figures that a number holds exactly
MOST_VALUES = 1_000_000  # each costs memory ten times its size in the file
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]|,', re.DOTALL)
WGS84 = re.compile(r"CRS:?84$|EPSG:{1,2}4326$", re.IGNORECASE)
LAMBERT = re.compile(r"EPSG:{1,2}(?:2154|39[45]\d|27572)$", re.IGNORECASE)
POINT = ("latitude", "longitude")
REPROJECT = "exportez la couche en WGS 84 (EPSG:4326), degrés décimaux"


def read_geojson(content: bytes, limits: Limits) -> Table:
    """Properties are the columns, then latitude and longitude; lines are features.

    A collection may name the two columns that its points are, in a member ``point``.
    """
    document = parse(content, limits)
    features = _features(document, limits)
    _check_crs(document.get("crs"))
    point = _point_names(document)
    names = _names(features, point)
    headers = Row(0, [*names, *point])
    rows = [_row(n, feature, names) for n, feature in enumerate(features, 1)]
    notes = ["Les lignes sont les objets du fichier, comptés à partir de 1."]
    return make_table(
        [headers, *rows], 0, limits, format="geojson", encoding="UTF-8", notes=notes
    )


def parse(content: bytes, limits: Limits):
    """What the document says. Raises UnreadableFile with the line of what is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"Ligne {line_of(content, error.start)}, octet {error.start + 1} : un "
            "GeoJSON s’écrit en UTF-8. Enregistrez-le de nouveau dans cet encodage."
        ) from None
    _weigh(text, MOST_PARTS + PARTS_PER_ROW * limits.rows)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"Ligne {error.lineno}, colonne {error.colno} : ce GeoJSON est mal formé. "
            "Exportez-le de nouveau depuis votre logiciel."
        ) from None


def _weigh(text: str, most: int) -> None:
    """Depth and number of parts, before they are built in memory."""
    depth = parts = values = 0
    for token in TOKENS.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            parts += 1
        elif mark in "]}":
            depth -= 1
        elif mark == ",":
            values += 1
        if depth > DEEPEST or parts > most or values > MOST_VALUES:
            line = text.count("\n", 0, token.start()) + 1
            what = "trop de niveaux emboîtés" if depth > DEEPEST else "trop d’éléments"
            raise UnreadableFile(
                f"Ligne {line} : {what}. Seuls des points sont attendus, et de simples "
                "propriétés : partagez le fichier en plusieurs."
            )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise UnreadableFile(
            f"La propriété « {_plain(twice)[:60]} » est deux fois dans un même objet : "
            "gardez-en une."
        )
    return found


def _constant(word: str):
    raise UnreadableFile(
        f"« {word} » n’est pas un nombre permis en JSON : remplacez-le par null."
    )


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise UnreadableFile(f"Nombre trop grand : {text[:30]}. Corrigez-le.")
    return number


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= LONGEST_INTEGER else text


def _features(document, limits: Limits) -> list:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    features = document.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        raise UnreadableFile(
            "Ce fichier JSON n’est pas un GeoJSON : un objet « FeatureCollection » "
            "avec ses « features » est attendu."
        )
    if not features:
        raise UnreadableFile("Ce GeoJSON est vide : aucun objet dans « features ».")
    if len(features) > limits.rows:
        raise UnreadableFile(
            f"{grouped(len(features))} objets : {grouped(limits.rows)} au plus. "
            "Partagez le fichier en plusieurs."
        )
    return features


def _check_crs(crs) -> None:
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if WGS84.search(name):
        return
    what = "en Lambert" if LAMBERT.search(name) else "dans un système inconnu"
    raise UnreadableFile(
        f"Coordonnées {what} (« crs » : « {_plain(name)[:60]} ») : {REPROJECT}."
    )


def _point_names(document: dict) -> tuple[str, str]:
    named = document.get("point")
    if (
        isinstance(named, list)
        and len(named) == 2
        and all(isinstance(name, str) and name for name in named)
    ):
        return named[0], named[1]
    return POINT


def _names(features: list, point: tuple[str, str]) -> list[str]:
    """Properties of all features, in the order they come; the point is not one."""
    names: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            names.update(dict.fromkeys(properties))
        if len(names) > MOST_COLUMNS:
            raise UnreadableFile(
                f"Plus de {MOST_COLUMNS} propriétés différentes : supprimez celles "
                "qui ne servent pas."
            )
    return [name for name in names if name.strip() and name not in point]


def _row(number: int, feature, names: list[str]) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Row(number, [], f"Objet {number} : ce n’est pas un « Feature ».")
    properties = feature.get("properties")
    if not isinstance(properties, dict | None):
        return Row(number, [], f"Objet {number} : « properties » est mal formé.")
    cells = [_cell((properties or {}).get(name)) for name in names]
    if "geometry" not in feature:
        return Row(number, cells, f"Objet {number} : « geometry » est absent.")
    east_north, wrong = _point(feature["geometry"])
    east, north = east_north or (None, None)
    return Row(number, [*cells, north, east], wrong)


def _cell(value) -> Raw:
    """Lists as our exports join them; an object stays JSON, to be refused or kept."""
    if isinstance(value, list):
        return joined(tuple(str(_cell(part) or "") for part in value))
    if isinstance(value, dict):
        return _plain(json.dumps(value, ensure_ascii=False))
    return _plain(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    """Without the lone surrogates that JSON can spell, which nothing can store."""
    return text.encode("utf-8", "replace").decode()


def _point(geometry) -> tuple[tuple[float, float] | None, str]:
    """((longitude, latitude), or None) and what is wrong."""
    if geometry is None:
        return None, ""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "MultiPoint" and isinstance(place, list) and len(place) == 1:
        kind, place = "Point", place[0]
    if kind != "Point":
        return None, (
            f"Géométrie « {_plain(str(kind))[:30]} » : seul un point est accepté. "
            "Remplacez-la par son centre."
        )
    if not _are_numbers(place):
        return None, "Coordonnées mal formées : [longitude, latitude] est attendu."
    east, north = place[:2]
    if abs(east) > 180 or abs(north) > 90:
        return None, (
            f"Coordonnées {east} et {north} : ce ne sont pas des degrés (Lambert-93 ?) "
            f"; {REPROJECT}."
        )
    return (east, north), ""


def _are_numbers(place) -> bool:
    return (
        isinstance(place, list)
        and 2 <= len(place) <= 4
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in place)
    )
