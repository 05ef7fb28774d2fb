"""Rows → table: what differs is written in bulk, and nothing else."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.gis.db.models import Func, TextField
from django.db import connection

from accueil.reference.importers import geometry
from accueil.reference.importers.formats import Row
from accueil.reference.importers.report import Report
from accueil.reference.models import Territory

BATCH = 2000
SHAPES = ("outline", "location")
YEARS = {"population_year": "population", "outline_year": "outline"}
PLAIN = (
    "name",
    "local_name",
    "nature",
    "former_codes",
    "postal_codes",
    "country_id",
    "region_id",
    "department_id",
    "epci_id",
    "population",
    "population_year",
    "outline_year",
)


class Fingerprint(Func):
    """Hash of a geometry: tells a change without fetching the outline."""

    template = "encode(sha256(ST_AsBinary(%(expressions)s, 'NDR')), 'hex')"
    output_field = TextField()


@dataclass
class Wanted:
    """The columns that a row asks for. ``key``: of the row to update, None for new."""

    row: Row
    key: int | None
    values: dict[str, object] = field(default_factory=dict)
    communes: list[int] | None = None


def wanted(row: Row, key: int | None, parents: dict, years: dict) -> Wanted:
    """``parents``: field → keys; ``years``: population_year and outline_year."""
    asked = Wanted(row, key, dict(row.fields), parents.get("communes"))
    for parent in ("country", "region", "department", "epci"):
        if parent in parents:
            asked.values[f"{parent}_id"] = next(iter(parents[parent]), None)
    for column, about in YEARS.items():
        if years.get(column) and (about in row.fields or about in row.shapes):
            asked.values[column] = years[column]
    if "former_codes" in asked.values:
        own = {row.code}
        asked.values["former_codes"] = sorted(set(asked.values["former_codes"]) - own)
    return asked


def write(asked: list[Wanted], kind: str, report: Report, progress) -> None:
    """Insert the new ones, update the changed columns of the others."""
    stored = _stored([one.key for one in asked if one.key])
    new, groups = [], defaultdict(list)
    changed = set()
    for one in asked:
        if one.key is None:
            new.append(one)
        elif changes := _changes(one, stored[one.key]):
            groups[tuple(sorted(changes))].append((one.key, changes))
            changed.add(one.key)
    _insert(new, kind, progress)
    for columns, rows in groups.items():
        _update(columns, rows)
    changed |= _link_communes(asked, {one.key for one in new})
    report.created = len(new)
    report.changed = len(changed)
    report.unchanged = len(asked) - len(new) - len(changed)


def _stored(keys: list[int]) -> dict[int, dict]:
    hashes = {f"{shape}_hash": Fingerprint(shape) for shape in SHAPES}
    rows = Territory.objects.filter(pk__in=keys).values("pk", *PLAIN, **hashes)
    return {row["pk"]: row for row in rows.iterator(chunk_size=BATCH)}


def _changes(one: Wanted, stored: dict) -> dict[str, object]:
    """Column → new value, for what differs from the base."""
    values = dict(one.values)
    if "former_codes" in values:  # an old file knows fewer of them
        values["former_codes"] = sorted(
            {*values["former_codes"], *stored["former_codes"]}
        )
    changes = {name: new for name, new in values.items() if new != stored[name]}
    for name, shape in one.row.shapes.items():
        if geometry.digest(shape) != stored[f"{name}_hash"]:
            changes[name] = shape
    # A figure of an unknown year must not keep the year of the former figure.
    for year, about in YEARS.items():
        if about in changes and year not in one.values and stored[year]:
            changes[year] = None
    return changes


def _insert(new: list[Wanted], kind: str, progress) -> None:
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        territories = Territory.objects.bulk_create(
            Territory(
                kind=kind,
                code=one.row.code,
                **one.values,
                **{
                    name: geometry.for_database(shape)
                    for name, shape in one.row.shapes.items()
                },
            )
            for one in batch
        )
        for one, territory in zip(batch, territories, strict=True):
            one.key = territory.pk
        progress("écriture", start + len(batch), len(new))


def _update(columns: tuple[str, ...], rows: list[tuple[int, dict]]) -> None:
    """One COPY and one UPDATE: thousands of times fewer statements than by row."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE imported ON COMMIT DROP AS "  # noqa: S608 our columns
            f"SELECT id, {names} FROM reference_territory WITH NO DATA"
        )
        with cursor.copy(f"COPY imported (id, {names}) FROM STDIN") as copy:
            for key, changes in rows:
                copy.write_row([key, *(_as_copied(changes[name]) for name in columns)])
        assignments = ", ".join(f"{name} = imported.{name}" for name in columns)
        cursor.execute(
            f"UPDATE reference_territory t SET {assignments} "  # noqa: S608 our columns
            "FROM imported WHERE t.id = imported.id"
        )
        cursor.execute("DROP TABLE imported")


def _as_copied(value):
    """Geometries travel as hexadecimal EWKB."""
    is_shape = hasattr(value, "geom_type")
    return geometry.for_database(value).hexewkb.decode() if is_shape else value


def _link_communes(asked: list[Wanted], new: set[int]) -> set[int]:
    """Set the communes of quarters; returns the keys of former ones that changed."""
    links = Territory.communes.through.objects
    cited = {one.key: set(one.communes) for one in asked if one.communes is not None}
    if not cited:
        return set()
    known = defaultdict(set)
    for quarter, commune in links.filter(from_territory__in=cited).values_list(
        "from_territory", "to_territory"
    ):
        known[quarter].add(commune)
    changed = {key for key, communes in cited.items() if communes != known[key]}
    for key in changed:
        links.filter(
            from_territory=key, to_territory__in=known[key] - cited[key]
        ).delete()
    links.bulk_create(
        links.model(from_territory_id=key, to_territory_id=commune)
        for key in changed
        for commune in cited[key] - known[key]
    )
    return changed - new
