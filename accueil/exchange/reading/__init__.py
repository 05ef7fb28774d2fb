"""Reading a file that a person sent: a table, or a sentence that says why not."""

from accueil.exchange.reading.formats import refuse_foreign
from accueil.exchange.reading.geojson import read_geojson
from accueil.exchange.reading.limits import MIB, MOST_BYTES, MOST_ROWS, Limits
from accueil.exchange.reading.text import read_csv
from accueil.exchange.reading.workbooks import read_workbook
from accueil.exchange.tables import Table, UnreadableFile

__all__ = ["MOST_BYTES", "MOST_ROWS", "read_table"]


def read_table(
    content: bytes,
    name: str,
    *,
    sheet: str = "",
    header_line: int | None = None,
    max_rows: int = MOST_ROWS,
) -> Table:
    """The content decides what the file is; ``name`` only helps to say it.

    Raises UnreadableFile. Nothing is written, fetched or kept.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableFile("Ce fichier est vide.")
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            f"Ce fichier dépasse {MOST_BYTES // MIB} Mo : partagez-le en plusieurs."
        )
    limits = Limits(max_rows)
    refuse_foreign(content)
    if content.startswith(b"PK"):
        return read_workbook(content, sheet, header_line, limits)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
        return read_geojson(content, limits)
    _refuse_truncated(content, name)
    return read_csv(content, header_line, limits)


def _refuse_truncated(content: bytes, name: str) -> None:
    """A workbook by its name whose content is no archive, nor a text."""
    if name.lower().endswith((".xlsx", ".ods")) and b"\0" in content[:4096]:
        raise UnreadableFile(
            "Ce fichier est abîmé ou incomplet. Ouvrez-le dans votre tableur et "
            "enregistrez-le de nouveau."
        )
