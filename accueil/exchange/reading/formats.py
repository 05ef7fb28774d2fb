"""What a file is, by its content; and what to do with those that are not read."""

import re

from accueil.exchange.reading.archive import DAMAGED, ENCRYPTED, Archive
from accueil.exchange.tables import UnreadableFile

SAVE_AS = "enregistrez le tableau en .xlsx, .ods ou .csv, puis réessayez"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Beginnings of files, and what they are.
BINARIES = [
    (b"%PDF", f"Ce fichier est un PDF : {SAVE_AS}."),
    (b"{\\rtf", f"Ce fichier est un texte (RTF) : {SAVE_AS}."),
    (b"\x89PNG", "Ce fichier est une image : il faut un tableau."),
    (b"\xff\xd8\xff", "Ce fichier est une image : il faut un tableau."),
    (b"GIF8", "Ce fichier est une image : il faut un tableau."),
    (
        b"\x00\x00\x27\x0a",
        "Ce fichier est une couche Shapefile : exportez-la en GeoJSON (WGS 84).",
    ),
    (b"Rar!", f"Ce fichier est une archive : décompressez-la et {SAVE_AS}."),
    (b"7z\xbc\xaf", f"Ce fichier est une archive : décompressez-la et {SAVE_AS}."),
    (b"\x1f\x8b", f"Ce fichier est une archive : décompressez-la et {SAVE_AS}."),
    (
        b"SQLite format 3",
        "Ce fichier est une base (GeoPackage ?) : exportez la couche en GeoJSON.",
    ),
]
MARKUP = [
    (rb"<kml", "Ce fichier est un KML : convertissez-le en GeoJSON (QGIS le fait)."),
    (rb"<gpx", "Ce fichier est un GPX : convertissez-le en GeoJSON (QGIS le fait)."),
    (rb"<(?:!doctype\s+)?html|<table", f"Ce fichier est une page web : {SAVE_AS}."),
    (
        rb"<\?xml|<office:document",
        f"Ce fichier est en XML : ouvrez-le dans un tableur et {SAVE_AS}.",
    ),
]
ARCHIVES = [
    (r"\.shp$", "Ce fichier est un Shapefile : exportez-le en GeoJSON (WGS 84)."),
    (r"\.kml$", "Ce fichier est un KMZ : convertissez-le en GeoJSON (QGIS le fait)."),
    (r"^xl/workbook\.bin$", "Classeur binaire (.xlsb) : enregistrez-le en .xlsx."),
    (
        r"vbaProject\.bin$|^Basic/|^Scripts/",
        "Ce classeur contient des macros : enregistrez-le sans elles (.xlsx, .ods).",
    ),
    (r"^word/", f"Ce fichier est un document Word : {SAVE_AS}."),
    (r"^ppt/", f"Ce fichier est un diaporama : {SAVE_AS}."),
]
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def refuse_foreign(content: bytes) -> None:
    """Raise for what is recognised and not read: each with its own remedy."""
    if content.startswith(OLE):
        raise UnreadableFile(_ole(content))
    for beginning, sentence in BINARIES:
        if content.startswith(beginning):
            raise UnreadableFile(sentence)
    start = content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start.startswith(b"<"):
        return
    for pattern, sentence in MARKUP:
        if re.search(pattern, start):
            raise UnreadableFile(sentence)


def _ole(content: bytes) -> str:
    """The old container of Microsoft Office: also that of protected workbooks."""
    if _holds(content, "EncryptedPackage"):
        return ENCRYPTED
    if _holds(content, "WordDocument"):
        return f"Ce fichier est un document Word : {SAVE_AS}."
    return (
        "Ce fichier est un ancien classeur .xls : ouvrez-le et enregistrez-le en .xlsx."
    )


def _holds(content: bytes, word: str) -> bool:
    return word.encode("utf-16-le") in content


def workbook_format(archive: Archive) -> str:
    """« xlsx » or « ods »; raises UnreadableFile for other archives."""
    names = list(archive.members)
    for pattern, sentence in ARCHIVES:
        if any(re.search(pattern, name) for name in names):
            raise UnreadableFile(sentence)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if {"mimetype", "content.xml"} <= set(names):
        return _opendocument(archive)
    if "[Content_Types].xml" in names:
        raise UnreadableFile(DAMAGED)
    raise UnreadableFile(f"Ce fichier est une archive : décompressez-la et {SAVE_AS}.")


def _opendocument(archive: Archive) -> str:
    kind = archive.read("mimetype").decode("ascii", "replace").strip()
    if kind.removesuffix("-template") != ODS:
        raise UnreadableFile(f"Ce document n’est pas un classeur : {SAVE_AS}.")
    manifest = "META-INF/manifest.xml"
    if manifest in archive.members and b"encryption-data" in archive.read(manifest):
        raise UnreadableFile(ENCRYPTED)
    return "ods"
