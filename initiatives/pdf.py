"""The sheet as a PDF (A4, tagged), by WeasyPrint."""

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from initiatives.models import Initiative

STATIC_SCHEME = "static:"


class PdfUnavailable(Exception):
    """The server lacks Pango, which WeasyPrint draws with."""


def sheet_pdf(initiative: Initiative, site_url: str) -> bytes:
    """PDF/UA document of ``initiative`` (rows as sheet.for_sheet gives them).

    About a second. Reads nothing but our own style sheet: a link in the text cannot
    make the server fetch anything. Raises PdfUnavailable.
    """
    try:
        # Half a second and a system library: only where a PDF is asked for.
        from weasyprint import HTML  # noqa: PLC0415
    except OSError as error:
        raise PdfUnavailable from error
    html = render_to_string(
        "initiatives/detail_pdf.html",
        {
            "initiative": initiative,
            "lead": initiative.public_lead,
            "contacts": [c for c in initiative.contacts.all() if c.consent_on],
            "site_url": site_url.rstrip("/"),
            "stylesheet": f"{STATIC_SCHEME}css/pdf.css",
        },
    )
    document = HTML(string=html, base_url=site_url, url_fetcher=_only_static)
    return document.write_pdf(pdf_variant="pdf/ua-1")


def _only_static(url: str, *args, **kwargs) -> dict:
    """WeasyPrint's fetcher, limited to our static files."""
    path = url.removeprefix(STATIC_SCHEME)
    found = finders.find(path) if path != url else None
    if not found:
        raise ValueError(f"{url} ne fait pas partie du site.")
    with open(found, encoding="utf-8") as file:
        return {"string": file.read(), "mime_type": "text/css"}
