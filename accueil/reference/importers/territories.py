"""One official file → territories, all or nothing."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from accueil.reference.importers.directory import FRENCH, Directory
from accueil.reference.importers.formats import (
    Kind,
    Row,
    interpret,
    is_part_of_a_commune,
    recognise,
)
from accueil.reference.importers.reading import Record, UnreadableFile, read
from accueil.reference.importers.report import Refusal, Report
from accueil.reference.importers.writing import wanted, write
from accueil.reference.models import Territory

Progress = Callable[[str, int, int], None]  # step, done, total


def silent(step: str, done: int, total: int) -> None:
    """The progress of who does not watch."""


@transaction.atomic
def import_file(
    path: Path,
    *,
    kind: str | None = None,
    region: str | None = None,
    population_year: int | None = None,
    outline_year: int | None = None,
    progress: Progress = silent,
) -> Report:
    """Create or update the territories that ``path`` describes.

    ``kind``: of all rows, else told by the content. ``region``: code of the only
    region to keep, the other rows are counted as ignored. The years are those of the
    file's figures and outlines, which official files do not write inside.

    As soon as one row is refused the report has refusals and nothing is written.
    About ten queries, whatever the number of rows.
    """
    report = Report(path.name)
    try:
        records = read(path)
        report.kind = kind or recognise(records)
    except UnreadableFile as error:
        report.refusals.append(Refusal("fichier", "", str(error)))
        return report
    rows = _rows(records, report, progress)
    _add_countries(rows, report)
    directory = Directory(report.kind)
    rows = _within(rows, directory, region, report)
    years = {"population_year": population_year, "outline_year": outline_year}
    asked = _asked(rows, directory, years, report)
    if report.refusals:
        transaction.set_rollback(True)
        return report
    write(asked, report.kind, report, progress)
    return report


def _rows(records: list[Record], report: Report, progress: Progress) -> list[Row]:
    sound = []
    for number, record in enumerate(records, start=1):
        if report.kind == Kind.COMMUNE and is_part_of_a_commune(record):
            report.ignored += 1
            continue
        row, refusals = interpret(record, report.kind)
        report.refusals += refusals
        if not refusals:
            sound.append(row)
        if number % 500 == 0 or number == len(records):
            progress("lecture", number, len(records))
    return sound


def _add_countries(rows: list[Row], report: Report) -> None:
    """France for French files; the countries that a list of cities names."""
    names = {"FR": "France"} if report.kind in FRENCH else {}
    for row in rows:
        if "country" in row.parents and "country_name" in row.extra:
            names[row.parents["country"][0]] = row.extra["country_name"]
    known = Territory.objects.filter(kind=Kind.COUNTRY, code__in=names)
    for code in sorted(names.keys() - set(known.values_list("code", flat=True))):
        Territory.objects.create(kind=Kind.COUNTRY, code=code, name=names[code])
        report.notes.append(f"pays ajouté : {names[code]} ({code})")


def _within(
    rows: list[Row], directory: Directory, region: str | None, report: Report
) -> list[Row]:
    for row in rows:
        directory.complete(row)
    if region is None:
        return rows
    kept = [row for row in rows if directory.region_of(row) == region]
    report.ignored += len(rows) - len(kept)
    return kept


def _asked(rows, directory: Directory, years: dict, report: Report) -> list:
    """What to write, in the order of the file; refusals go to the report."""
    asked, places = [], {}
    for row in rows:
        key = directory.own(row)
        keys, refusals = directory.resolve(row)
        report.refusals += refusals
        if key is None and "name" not in row.fields:
            report.refusals.append(
                Refusal(row.place, "nom", "il faut un nom pour créer ce territoire.")
            )
        same = key or row.code
        if same in places:
            report.refusals.append(_twice(row, places[same], directory.codes.get(key)))
        places.setdefault(same, row.place)
        _note_mergers(row, key, directory, report)
        asked.append(wanted(row, key, keys, years))
    return asked


def _twice(row: Row, first: str, code: str | None) -> Refusal:
    if code and code != row.code:
        return Refusal(
            row.place,
            "code",
            f"« {row.code} » a fusionné dans « {code} », déjà décrit ({first}) : "
            "prenez un fichier plus récent, ou retirez cette ligne.",
        )
    return Refusal(
        row.place, "code", f"« {row.code} » est déjà décrit ({first}) : retirez-en un."
    )


def _note_mergers(row: Row, key: int | None, directory: Directory, report: Report):
    """Tell what a person should look at: an old code, a commune that ended."""
    if key and directory.codes[key] != row.code:
        report.notes.append(
            f"{row.place} : « {row.code} » est un ancien code de "
            f"« {directory.codes[key]} », qui est mis à jour."
        )
    for former in row.fields.get("former_codes", []):
        if former != row.code and (directory.kind, former) in directory.current:
            report.notes.append(
                f"{row.place} : « {former} » a fusionné dans « {row.code} », mais "
                "existe encore dans la base : rattachez ses fiches, puis supprimez-le."
            )
