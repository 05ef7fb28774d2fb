"""Official columns → our fields: what each format calls a code, a name, a parent."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings

from accueil.reference.importers import geometry
from accueil.reference.importers.reading import Record, UnreadableFile
from accueil.reference.importers.report import Refusal
from accueil.reference.models import Territory

Kind = Territory.Kind

CODE_SHAPES = {
    Kind.COUNTRY: r"[A-Z]{2}",
    Kind.REGION: r"[0-9]{2}",
    Kind.DEPARTMENT: r"[0-9]{2}|2[AB]|97[0-9]",
    Kind.EPCI: r"[0-9]{9}",
    Kind.COMMUNE: r"([0-9]{2}|2[AB])[0-9]{3}",
    Kind.DISTRICT: r"Q[PN][0-9A-Z]{6}",
    Kind.FOREIGN_REGION: r"[A-Z]{2}-[0-9A-Z]{1,3}",
    Kind.FOREIGN_CITY: r"[0-9]+",
}
# Parts of communes, which some lists mix with the communes themselves: passed over.
PARTS_OF_COMMUNES = {
    "arrondissement-municipal",
    "commune-associee",
    "commune-deleguee",
    "ancienne-commune",
}
ARRONDISSEMENTS = {"751": "75056", "132": "13055", "6938": "69123"}  # Insee
NO_EPCI = "ZZZZZZZZZ"  # how Insee's tables write that a commune has none


@dataclass
class Row:
    """One territory as a file describes it.

    ``fields`` holds plain columns, ``parents`` codes (several for "communes"),
    ``shapes`` shapely geometries, ``extra`` what helps without being stored. What the
    file does not give is absent from them.
    """

    place: str
    code: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    shapes: dict[str, object] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)


def text(value) -> str:
    """One line without outer blanks."""
    if isinstance(value, (dict, list)):
        raise ValueError("un texte est attendu.")
    words = " ".join(str(value).split())
    if len(words) > 150 or not words.isprintable():
        raise ValueError("texte trop long ou caractères invisibles.")
    return words


def shown(value) -> str:
    """The start of a refused value, safe for a terminal."""
    return "".join(c if c.isprintable() else "�" for c in str(value)[:30])


def code(value) -> str:
    """A code as text; geo.api.gouv.fr nests it: {"code": "45", "nom": "Loiret"}."""
    if isinstance(value, dict):
        value = value.get("code", "")
    return text(value).upper().replace(NO_EPCI, "")


def codes(value) -> list[str]:
    """Several codes: a JSON list, or one cell separated by « ; », « | » or commas."""
    items = value if isinstance(value, list) else re.split(r"[;|,]", str(value))
    return sorted({code(item) for item in items} - {""})


def only_code(value) -> str:
    """The code, when there is exactly one; several say nothing of a main one."""
    several = codes(value)
    return several[0] if len(several) == 1 else ""


def postal_codes(value) -> list[str]:
    several = codes(value)
    if not all(re.fullmatch(r"[0-9]{5}", one) for one in several):
        raise ValueError
    return several


def legal_form(value) -> str:
    form = text(value)
    if not re.fullmatch(r"[A-Z0-9]{2,10}", form):
        raise ValueError
    return form


def whole_number(value) -> int:
    number = float(str(value).replace("\u202f", "").replace(" ", ""))
    if not number.is_integer() or not 0 <= number < 2**31:
        raise ValueError
    return int(number)


@dataclass(frozen=True)
class Column:
    """How a column of some format is read; ``to`` is "fields.name", "parents.epci"…"""

    to: str
    read: Callable
    expected: str = "un texte d’une ligne"


NAME = Column("fields.name", text)
POPULATION = Column("fields.population", whole_number, "un nombre entier d’habitants")
FORMER = Column("fields.former_codes", codes, "des codes")
OUTLINE = Column("shapes.outline", geometry.outline, "un contour")
POINT = Column("shapes.location", geometry.point, "un point")

COMMON = {
    "nom": NAME,
    "population": POPULATION,
    "anciensCodes": FORMER,
    "anciens_codes": FORMER,
    "contour": OUTLINE,
    "centre": POINT,
}
REGION = {
    "region": Column("parents.region", code, "un code de région"),
    "codeRegion": Column("parents.region", code, "un code de région"),
}
DEPARTMENT = {
    "departement": Column("parents.department", code, "un code de département"),
    "codeDepartement": Column("parents.department", code, "un code de département"),
}
EPCI = {
    "epci": Column("parents.epci", code, "un SIREN d’EPCI"),
    "codeEpci": Column("parents.epci", code, "un SIREN d’EPCI"),
}
POSTAL_CODES = Column("fields.postal_codes", postal_codes, "des codes de 5 chiffres")
COUNTRY = Column("parents.country", code, "un code ISO de pays")
COLUMNS: dict[str, dict[str, Column]] = {
    Kind.COUNTRY: COMMON,
    Kind.REGION: COMMON,
    Kind.DEPARTMENT: COMMON | REGION,
    Kind.EPCI: COMMON
    | {
        "type": Column("fields.nature", legal_form, "un sigle : CC, CA, CU, METRO…"),
        "departement_principal": DEPARTMENT["departement"],
        "codesDepartements": Column("parents.department", only_code, "des codes"),
    },
    Kind.COMMUNE: COMMON
    | REGION
    | DEPARTMENT
    | EPCI
    | {"codes_postaux": POSTAL_CODES, "codesPostaux": POSTAL_CODES},
    Kind.DISTRICT: COMMON
    | DEPARTMENT
    | {
        "lib_qp": NAME,
        "epci": EPCI["epci"],
        "siren_epci": EPCI["epci"],
        "insee_dep": DEPARTMENT["departement"],
        "communes": Column("parents.communes", codes, "des codes de commune"),
        "insee_com": Column("parents.communes", codes, "des codes de commune"),
    },
    Kind.FOREIGN_REGION: COMMON
    | {"nom_local": Column("fields.local_name", text), "pays_code": COUNTRY},
    Kind.FOREIGN_CITY: COMMON
    | {
        "nom_fr": NAME,
        "nom_local": Column("fields.local_name", text),
        "pays_code": COUNTRY,
        "pays": Column("extra.country_name", text),
        "region_etrangere": Column("parents.region", code, "un code ISO 3166-2"),
        "population_geonames": POPULATION,
    },
}
# A column that only one kind has. The others are told by the shape of the code.
TELLING = {
    "code_qp": Kind.DISTRICT,
    "geonameid": Kind.FOREIGN_CITY,
    "code_iso3166_2": Kind.FOREIGN_REGION,
    "code_iso3166_1": Kind.COUNTRY,
}
CODE_COLUMNS = ["code", *TELLING]
POINT_COLUMNS = ("latitude", "longitude")


def recognise(records: list[Record]) -> str:
    """The kind that the records describe. Raises UnreadableFile when unsure."""
    first = records[0].values
    for column, kind in TELLING.items():
        if column in first:
            return kind
    if "code" not in first:
        raise UnreadableFile(
            "format non reconnu : il manque une colonne « code ». Formats lus : "
            "contours-administratifs, geo.api.gouv.fr, QPV de l’ANCT, nos CSV."
        )
    shape = str(first["code"] or "").strip()
    for kind in (Kind.EPCI, Kind.COMMUNE, Kind.DISTRICT):
        if re.fullmatch(CODE_SHAPES[kind], shape):
            return kind
    return _region_or_department(records)


def _region_or_department(records: list[Record]) -> str:
    """Both have codes of two digits: the column of the parent tells departments."""
    if {"region", "codeRegion"} & set(records[0].values):
        return Kind.DEPARTMENT
    if all(_looks_like_a_region(record) for record in records):
        return Kind.REGION
    raise UnreadableFile(
        "nature non reconnue d’après les codes : précisez-la avec --kind "
        "(region, department, epci, commune, district…)."
    )


def _looks_like_a_region(record: Record) -> bool:
    """By code *and* name of the current regions (Insee, since 2016)."""
    name = str(record.values.get("nom")).replace("’", "'")
    return region_names().get(str(record.values.get("code"))) == name


@cache
def region_names() -> dict[str, str]:
    """{code: name} of the regions (Insee), which another country would replace."""
    path = settings.BASE_DIR / "fixtures/reference/region-names.json"
    return json.loads(path.read_text())


def whole_commune(code: str) -> str:
    """The commune, for the code of one of its municipal arrondissements."""
    for prefix, commune in ARRONDISSEMENTS.items():
        if code.startswith(prefix) and code != commune:
            return commune
    return code


def is_part_of_a_commune(record: Record) -> bool:
    """Delegated or associated communes, municipal arrondissements."""
    code, kind = (str(record.values.get(name)) for name in ("code", "type"))
    return kind in PARTS_OF_COMMUNES or whole_commune(code) != code


def interpret(record: Record, kind: str) -> tuple[Row, list[Refusal]]:
    """The row and the reasons for refusing it, none if it is sound."""
    row, refusals = Row(record.place), []

    def refuse(column: str, message: str) -> None:
        refusals.append(Refusal(record.place, column, message))

    for problem in record.problems:
        refuse("", problem)
    _read_code(row, record, kind, refuse)
    for name, column in COLUMNS[kind].items():
        value = record.values.get(name)
        if value not in (None, "", []):
            _read_cell(row, name, column, value, refuse)
    _read_shape(row, record, refuse)
    return row, refusals


def _read_code(row: Row, record: Record, kind: str, refuse) -> None:
    column = next((name for name in CODE_COLUMNS if name in record.values), "code")
    row.code = str(record.values.get(column) or "").strip().upper()
    if not re.fullmatch(CODE_SHAPES[kind], row.code):
        refuse(
            column,
            f"« {shown(row.code)} » n’est pas un code de {Kind(kind).label} : "
            "vérifiez les zéros en tête, ou retirez la ligne.",
        )


def _read_cell(row: Row, name: str, column: Column, value, refuse) -> None:
    group, key = column.to.split(".")
    try:
        read = column.read(value)
    except (ValueError, OverflowError) as error:
        detail = f"« {shown(value)} » : il faut {column.expected}."
        refuse(name, str(error) if group == "shapes" else detail)
        return
    if group == "parents":
        read = read if isinstance(read, list) else [read] if read else []
    if read or group != "parents":
        getattr(row, group)[key] = read


def _read_shape(row: Row, record: Record, refuse) -> None:
    """The feature's geometry (outline or point), or the pair of coordinates."""
    latitude, longitude = (record.values.get(name) for name in POINT_COLUMNS)
    try:
        if record.geometry and record.geometry.get("type") == "Point":
            row.shapes["location"] = geometry.point(record.geometry)
        elif record.geometry:
            row.shapes["outline"] = geometry.outline(record.geometry)
    except ValueError as error:
        refuse("geometry", str(error))
    if latitude in (None, "") and longitude in (None, ""):
        return
    try:
        row.shapes["location"] = geometry.point_at(float(longitude), float(latitude))
    except (TypeError, ValueError) as error:
        detail = str(error) if isinstance(error, geometry.OutsideTheWorld) else ""
        refuse("latitude", detail or "il faut des degrés décimaux, par exemple 47.90.")
