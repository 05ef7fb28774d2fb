"""The catalogue as a file to take away: the rows of the list, in a chosen format."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accueil.exchange.cells import Value
from accueil.exchange.columns import Column
from accueil.exchange.writing import FORMATS, Book, Format, Sheet, write
from accueil.exchange.writing.notes import LICENCE, readme, sources
from initiatives.filters import ORDERS, InitiativeFilter
from initiatives.index import matching
from initiatives.listing import Listing
from initiatives.models import Initiative
from initiatives.resources import InitiativeResource

AT_ONCE = 2  # written together by one process, which has other readers to answer
OWN = {"forme", "colonnes"}  # parameters of a file, not of the list
POINT = ("latitude_publique", "longitude_publique")
SOURCE = ("source_title", "source_url", "consulted_on")
writing = BoundedSemaphore(AT_ONCE)


class ExportBusy(Exception):
    """AT_ONCE others are being written."""


@contextmanager
def turn() -> Iterator[None]:
    """Nobody waits: a crowd would hold every thread. Raises ExportBusy."""
    if not writing.acquire(blocking=False):
        raise ExportBusy
    try:
        yield
    finally:
        writing.release()


def format_of(extension: str, form: str) -> str | None:
    """Name of a format by the end of the address and « forme »; None if unknown."""
    name = f"{extension}-{form}" if form else extension
    return name if name in FORMATS and FORMATS[name].extension == extension else None


@dataclass
class Export:
    """What an address asks for. Raises ValidationError, in French, if it cannot be."""

    format: str
    data: QueryDict
    filterset: InitiativeFilter
    site: str  # « https://… », without the last slash

    @classmethod
    def asked(cls, format: str, request) -> "Export":
        data = request.GET.copy()
        for name in OWN:
            data.pop(name, None)
        filterset = InitiativeFilter(
            data, Initiative.objects.published(), request=request
        )
        site = request.build_absolute_uri("/").rstrip("/")
        return cls(format, request.GET, filterset, site)

    @cached_property
    def resource(self) -> InitiativeResource:
        return InitiativeResource(private=False)

    @cached_property
    def listing(self) -> Listing:
        return Listing(self.filterset, None)

    @cached_property
    def rows(self) -> QuerySet:
        """Those of the page, in its order, without the fictional examples."""
        return self.filterset.ordered.real()

    @cached_property
    def columns(self) -> list[Column]:
        """Those asked for, in our order; all if none. Raises ValidationError."""
        asked = [
            name.strip()
            for text in self.data.getlist("colonnes")
            for name in text.split(",")
            if name.strip()
        ]
        known = {column.name: column for column in self.resource.columns}
        if unknown := [name for name in asked if name not in known]:
            raise ValidationError(
                f"Colonne inconnue : « {unknown[0][:40]} ». Colonnes possibles : "
                f"{', '.join(known)}."
            )
        return [c for name, c in known.items() if not asked or name in asked]

    def check(self) -> None:
        """Raises ValidationError: what the filters or the columns ask makes no sense"""
        if not self.filterset.is_valid():
            raise ValidationError([notice.text for notice in self.listing.notices])
        _ = self.columns

    @property
    def kind(self) -> Format:
        return FORMATS[self.format]

    @property
    def file_name(self) -> str:
        form = "-programme" if self.format.endswith("-machine") else ""
        day = timezone.localdate()
        return f"initiatives-{day:%Y-%m-%d}{form}.{self.kind.extension}"

    def file(self, *, empty: bool = False) -> BinaryIO:
        """Raises ValidationError, ExportBusy or TooManyRows."""
        self.check()
        return BytesIO() if empty else on_disk(self.format, self._book())

    def _book(self) -> Book:
        columns = self._written_columns()
        counted = Counted(
            with_address(self.resource.rows(self.rows, columns), columns, self.site)
        )
        sheets = [Sheet("Initiatives", columns, counted)]
        if self.kind.notes:
            found = self.rows.order_by(*SOURCE).values_list(*SOURCE).distinct()
            sheets += [
                readme(self._facts(counted), columns),
                sources(found.iterator()),
            ]
        title = f"Initiatives – {settings.SITE_NAME}"
        return Book(title, sheets, POINT if self.format == "geojson" else None)

    def _written_columns(self) -> list[Column]:
        """A map needs the point, whatever the columns."""
        if self.format != "geojson":
            return self.columns
        chosen = {column.name for column in self.columns} | set(POINT)
        return [column for column in self.resource.columns if column.name in chosen]

    def _facts(self, counted: "Counted") -> Iterator[tuple[str, Value]]:
        """Read after the rows: their number is then known."""
        announced = matching(self.filterset).total
        yield "Contenu", f"Initiatives publiées sur {settings.SITE_NAME}"
        yield "Filtres", self.filters_in_words
        yield "Ordre", ORDERS[self.filterset.order]
        yield "Page", f"{self.site}{reverse('initiatives:list')}{self.page_query}"
        yield "Date", timezone.localdate()
        yield "Licence", LICENCE
        yield "Nombre de lignes", counted.total
        if examples := announced - counted.total:
            yield (
                "Exemples fictifs",
                f"{examples} de plus sur la page : des exemples, jamais exportés.",
            )

    @property
    def page_query(self) -> str:
        query = self.filterset.data.urlencode()
        return f"?{query}" if query else ""

    @property
    def filters_in_words(self) -> str:
        return " ; ".join(chip.label for chip in self.listing.chips) or "aucun"


class Counted:
    """Rows, and how many went by."""

    def __init__(self, rows: Iterator[tuple]):
        self.rows = rows
        self.total = 0

    def __iter__(self) -> Iterator[tuple]:
        for row in self.rows:
            self.total += 1
            yield row


@dataclass(frozen=True)
class Taken:
    """A file that is ready, and what it holds."""

    file: BinaryIO
    file_name: str
    total: int


def private_workbook(rows: QuerySet, site: str) -> Taken:
    """``rows`` with every column, for staff. Raises ExportBusy or TooManyRows."""
    resource = InitiativeResource(private=True)
    columns, site = resource.columns, site.rstrip("/")
    values = resource.rows(rows.order_by("title", "pk"), columns)
    counted = Counted(with_address(values, columns, site))
    day = timezone.localdate()

    def facts() -> Iterator[tuple[str, Value]]:
        yield "Contenu", f"Fiches choisies dans l’administration de {site}"
        yield "Diffusion", "Interne : ce fichier contient des données non publiques."
        yield "Date", day
        yield "Nombre de lignes", counted.total

    sheets = [Sheet("Initiatives", columns, counted), readme(facts(), columns)]
    book = Book("Initiatives – usage interne", sheets)
    file = on_disk("xlsx", book)
    return Taken(file, f"initiatives-internes-{day:%Y-%m-%d}.xlsx", counted.total)


def on_disk(format: str, book: Book) -> BinaryIO:
    """A slow reader then holds neither memory nor a database cursor.

    Raises ExportBusy or TooManyRows.
    """
    file = TemporaryFile(prefix="export-")  # noqa: SIM115 the response closes it
    try:
        with turn():
            write(format, book, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def with_address(
    rows: Iterator[tuple], columns: Sequence[Column], site: str
) -> Iterator[tuple]:
    """The page of each row with the site's name: a file is read far from here."""
    rank = next((i for i, column in enumerate(columns) if column.name == "page"), None)
    for row in rows:
        if rank is None:
            yield row
        else:
            yield (*row[:rank], f"{site}{row[rank]}", *row[rank + 1 :])


def links(query: str) -> list[dict]:
    """{label, url} of each format, for the rows that ``query`` (« ?… ») gives."""
    query = query.removeprefix("?")
    found = []
    for name, format in FORMATS.items():
        form = "forme=machine" if name.endswith("-machine") else ""
        whole = "&".join(filter(None, [query, form]))
        address = reverse(f"initiatives:export-{format.extension}")
        found.append(
            {"label": format.label, "url": f"{address}?{whole}" if whole else address}
        )
    return found
