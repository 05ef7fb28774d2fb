"""Files that would harm whoever opens them, or that are no table (S12-S16, S33-S37)."""

import contextlib
import io
import zipfile

import pytest

from accueil.exchange.reading.archive import Archive
from accueil.exchange.reading.limits import CHUNK
from accueil.exchange.tables import UnreadableFile
from tests.exchange.files import (
    archive,
    cell,
    changed,
    flagged_as_encrypted,
    grid,
    lying,
    members,
    noise,
    ods,
    refusal,
    row,
    rows,
    table,
    texts,
    with_sheet,
)

BOOK = grid(["nom", "ville"], ["a", "b"])
SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = "Ce fichier est abîmé ou incomplet."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


# --- Archives


def test_a_member_that_unzips_a_thousand_times_is_refused():
    assert refusal(changed(BOOK, **{SHEET: b" " * 20_000_000})).startswith(
        "Partie « xl/worksheets/sheet1.xml » compressée plus de 100 fois"
    )


def test_more_than_a_hundred_megabytes_unzipped_are_refused():
    padding = {f"xl/media/{n}.bin": b"\0" * 11_000_000 for n in range(10)}

    assert refusal(changed(BOOK, **padding)).startswith(
        "Une fois décompressé, ce fichier dépasse 100 Mo"
    )


@pytest.mark.parametrize("number", [1_001, 50_000])
def test_too_many_members_are_refused(number):
    content = archive({f"{n}": b"" for n in range(number)})

    assert refusal(content).startswith(
        "Ce classeur contient plus de 1\u202f000 parties"
    )


def test_an_archive_in_the_archive_is_refused():
    content = changed(BOOK, **{"xl/embeddings/a.docx": archive({"a": b"b"})})

    assert refusal(content).startswith(
        "Ce fichier en contient un autre (« xl/embeddings/a.docx »)"
    )


@pytest.mark.parametrize("size", [0, 10, 20_000])
def test_a_directory_that_lies_about_a_size_is_refused(size):
    assert refusal(lying(BOOK, SHEET, size)).startswith(DAMAGED)


def test_a_member_that_lies_is_never_inflated_past_what_it_says():
    content = lying(changed(BOOK, **{SHEET: b" " * 40_000_000}), SHEET, 60_000)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        lies = Archive(content, {info.filename: info for info in book.infolist()})
    read = []

    with pytest.raises(UnreadableFile):
        read.extend(lies.chunks(SHEET))

    assert sum(map(len, read)) <= 60_000


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_member_twice_is_refused():
    file = io.BytesIO(BOOK)
    with zipfile.ZipFile(file, "a") as book:
        book.writestr(SHEET, b"b")

    assert refusal(file.getvalue()).startswith(DAMAGED)


@pytest.mark.parametrize("kept", [10, 100, 0.5, 0.9])
def test_a_truncated_workbook_is_refused(kept):
    end = int(len(BOOK) * kept) if kept < 1 else int(kept)

    assert refusal(BOOK[:end], "f.xlsx").startswith(DAMAGED)


@pytest.mark.parametrize("seed", range(40))
def test_a_workbook_with_wrong_bytes_is_read_or_refused_and_nothing_else(seed):
    content = bytearray(BOOK)
    for step in range(8):
        content[(seed * 7919 + step * 104_729) % len(content)] ^= 1 << (seed + step) % 8

    with contextlib.suppress(UnreadableFile):
        assert len(rows(bytes(content), "f.xlsx")) < 5


def test_an_archive_with_a_password_is_refused():
    assert refusal(flagged_as_encrypted(BOOK)).startswith("Ce fichier est protégé")


def test_a_tag_that_never_ends_is_refused():
    content = with_sheet(f'<row x="{"a" * 3_000_000}"/>{noise(40_000)}')

    assert refusal(content).startswith(DAMAGED)


def test_an_unusual_compression_is_refused():
    content = archive(members(BOOK), compression=zipfile.ZIP_LZMA)

    assert refusal(content).startswith("Compression inhabituelle.")


# --- XML


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_an_entity_in_an_xlsx_is_refused(part):
    xml = members(BOOK)[part].replace(b"?>", b"?>" + ENTITY.encode(), 1)

    assert "déclaration XML interdite" in refusal(changed(BOOK, **{part: xml}))


def test_an_entity_in_an_ods_is_refused():
    content = ods(table(row(cell("a"), cell("b"))))
    xml = members(content)["content.xml"].replace(b"?>", b"?>" + ENTITY.encode(), 1)

    assert "déclaration XML interdite" in refusal(
        changed(content, **{"content.xml": xml})
    )


def test_an_entity_in_another_encoding_is_refused():
    xml = members(BOOK)[SHEET].decode().split("?>", 1)[1].strip()
    hidden = f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY}{xml}'.encode("utf-16")

    assert refusal(changed(BOOK, **{SHEET: hidden})).startswith(DAMAGED)


def test_a_declaration_across_two_reads_is_seen():
    head, tail = members(BOOK)[SHEET].decode().split("?>", 1)
    comments = noise(131_000)[: CHUNK - len(head) - 200]
    comments = comments[: comments.rindex("<!--")]
    spaces = " " * (CHUNK - len(head) - len(comments) - 6)
    xml = f'{head}?>{comments}{spaces}<!DOCTYPE x SYSTEM "a">{tail}'

    sentence = refusal(changed(BOOK, **{SHEET: xml}))

    assert xml.index("<!DOCTYPE") < CHUNK < xml.index("SYSTEM")
    assert "déclaration XML interdite" in sentence


def test_millions_of_empty_cells_are_refused():
    line = "<row>" + "<c/>" * 60_000 + "</row>"

    assert refusal(with_sheet(line * 100 + noise(400_000))).startswith(
        "Trop de cellules"
    )


def test_a_long_text_shared_by_many_cells_is_refused():
    shared = f"<si><t>{'x' * 32_000}</t></si>"
    line = "<row>{}</row>".format('<c t="s"><v>0</v></c>' * 100)

    assert "millions de caractères" in refusal(
        with_sheet(line * 50 + noise(9_000), shared)
    )


@pytest.mark.parametrize(
    "many",
    [
        noise(2_000) + cell("x" * 100_000, times=100),
        cell('<text:s text:c="999999999"/>'),
    ],
)
def test_a_long_text_repeated_is_refused(many):
    content = ods(table(row(cell("a"), cell("b")), row(many, times=1_000)))

    assert "millions de caractères" in refusal(content)


def test_large_sheets_beside_the_chosen_one_are_refused():
    big = row(cell("1", "float", value="1", times=100), times=10_000)
    content = ods(*(table(big, name=f"F{n}") for n in range(4)))

    assert refusal(content).startswith("Trop de cellules dans les feuilles")


def test_texts_are_counted_once_each_when_they_are_small():
    content = with_sheet("".join(texts(n, "a", "b") for n in range(1, 5_000)))

    assert len(rows(content)) == 4_998


# --- Not a table, or not one that is read


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OLE, "Ce fichier est un ancien classeur .xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "Ce fichier est protégé"),
        (OLE + "WordDocument".encode("utf-16-le"), "Ce fichier est un document Word"),
        (b"%PDF-1.7\n", "Ce fichier est un PDF"),
        (b"{\\rtf1 a}", "Ce fichier est un texte (RTF)"),
        (b"\x89PNG\r\n\x1a\n", "Ce fichier est une image"),
        (b"<html><table><tr><td>a", "Ce fichier est une page web"),
        (b"\xef\xbb\xbf\n <!DOCTYPE HTML>", "Ce fichier est une page web"),
        (b'<?xml version="1.0"?><kml xmlns="x">', "Ce fichier est un KML"),
        (b'<?xml version="1.0"?><gpx>', "Ce fichier est un GPX"),
        (b'<?xml version="1.0"?><Workbook>', "Ce fichier est en XML"),
        (b"\0\0\x27\x0a" + b"\0" * 90, "Ce fichier est une couche Shapefile"),
        (b"SQLite format 3\0", "Ce fichier est une base"),
        (
            archive({"a/communes.shp": b"x", "a/communes.dbf": b"y"}),
            "Ce fichier est un S",
        ),
        (archive({"doc.kml": b"<kml>"}), "Ce fichier est un KMZ"),
        (archive({"xl/workbook.bin": b"x"}), "Classeur binaire (.xlsb)"),
        (archive({"word/document.xml": b"<a/>"}), "Ce fichier est un document Word"),
        (archive({"ppt/slides.xml": b"<a/>"}), "Ce fichier est un diaporama"),
        (archive({"photo.jpg": b"x"}), "Ce fichier est une archive"),
        (archive({"[Content_Types].xml": b"<a/>"}), DAMAGED),
        (
            changed(BOOK, **{"xl/vbaProject.bin": b"x"}),
            "Ce classeur contient des macros",
        ),
        (
            ods(table(), **{"Basic/Standard/Module1.xml": b"<a/>"}),
            "Ce classeur contient des macros",
        ),
        (
            ods(table(), mimetype="application/vnd.oasis.opendocument.text"),
            "Ce document n’est pas un classeur",
        ),
        (
            ods(table(), **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
            "Ce fichier est protégé",
        ),
        (b"PK\3\4" + b"\0" * 100, DAMAGED),
    ],
)
def test_what_a_file_is_comes_from_its_content_with_the_remedy(content, sentence):
    assert refusal(content, "fiches.xlsx").startswith(sentence)


@pytest.mark.parametrize("name", ["f.csv", "f.xls", "f.ods", "f", "f.pdf"])
def test_the_name_does_not_decide(name):
    assert rows(BOOK, name) == [(2, ("a", "b"))]
    assert rows(b"nom;ville\na;b\n", name) == [(2, ("a", "b"))]
