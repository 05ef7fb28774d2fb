"""The sheet as a PDF (A4, tagged), by WeasyPrint."""

from pathlib import Path
from threading import BoundedSemaphore

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from accueil.common.memory import remember
from initiatives.locator import locator
from initiatives.models import Initiative

STATIC_SCHEME = "static:"
AT_ONCE = 2  # drawn together by one process, which has other readers to answer
drawing = BoundedSemaphore(AT_ONCE)


class PdfUnavailable(Exception):
    """The server lacks Pango, which WeasyPrint draws with."""


class PdfBusy(Exception):
    """AT_ONCE others are being drawn."""


def sheet_pdf(initiative: Initiative, request: HttpRequest, version: int) -> bytes:
    """PDF/UA document of ``initiative``, a row as ``sheet.for_sheet`` gives it.

    Remembered until the public data change; ``version`` is theirs, read before the row.
    Raises PdfUnavailable or PdfBusy.
    """
    day = timezone.localdate()  # the document says it
    return remember(
        ("pdf", initiative.pk, request.build_absolute_uri("/"), day),
        version,
        lambda: _in_turn(initiative, request),
    )


def _in_turn(initiative: Initiative, request: HttpRequest) -> bytes:
    """Nobody waits: a crowd of requests would hold every thread of the process."""
    if not drawing.acquire(blocking=False):
        raise PdfBusy
    try:
        return draw(initiative, request)
    finally:
        drawing.release()


def draw(initiative: Initiative, request: HttpRequest) -> bytes:
    """About a second. Reads nothing but our own style sheet: a link in the text cannot
    make the server fetch anything. Raises PdfUnavailable.
    """
    try:
        # Half a second and a system library: only where a PDF is asked for.
        from weasyprint import HTML  # noqa: PLC0415 see above
        from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415 see above
    except OSError as error:
        raise PdfUnavailable from error

    site_url = request.build_absolute_uri("/")

    def only_static(url: str, *args, **kwargs) -> URLFetcherResponse:
        body = static_text(url)
        return URLFetcherResponse(url, body, {"Content-Type": "text/css"})

    html = render_to_string(
        "initiatives/detail_pdf.html",
        {
            "initiative": initiative,
            "lead": initiative.public_lead,
            "contacts": initiative.public_contacts,
            "locator": locator(initiative),
            "site_url": site_url.rstrip("/"),
            "stylesheet": f"{STATIC_SCHEME}css/pdf.css",
        },
        request=request,
    )
    document = HTML(string=html, base_url=site_url, url_fetcher=only_static)
    return document.write_pdf(pdf_variant="pdf/ua-1")


def static_text(url: str) -> bytes:
    """Content of one of our static files; ValueError for any other address."""
    path = url.removeprefix(STATIC_SCHEME)
    found = finders.find(path) if path != url else None
    if not found:
        raise ValueError(f"{url} ne fait pas partie du site.")
    return Path(found).read_bytes()
