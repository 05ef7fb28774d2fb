"""Csv files as French people make and break them (S01-S07, S10, S14, S17, S45, S54)."""

import pytest

from accueil.exchange.reading import read_table
from accueil.exchange.tables import Line
from tests.exchange.files import refusal, rows

HEADERS = ("Intitulé", "Œuvre", "Coût en €", "L’accueil")
LINES = ["Intitulé;Œuvre;Coût en €;L’accueil", "École;œuf;12 €;d’été"]


def read(text: str, encoding: str = "utf-8", **options):
    return read_table(text.encode(encoding), "f.csv", **options)


# --- Encodings


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8-sig", b"", "UTF-8 (avec marque)"),
        ("cp1252", b"", "Windows-1252"),
        ("utf-16-le", b"\xff\xfe", "UTF-16 LE"),
        ("utf-16-be", b"\xfe\xff", "UTF-16 BE"),
    ],
)
def test_the_encoding_is_recognised_and_told(encoding, mark, name):
    content = mark + "\r\n".join(LINES).encode(encoding)

    table = read_table(content, "f.csv")

    assert table.encoding == name
    assert table.headers == HEADERS
    assert table.lines == (Line(2, ("École", "œuf", "12 €", "d’été")),)


def test_two_encodings_in_a_file_are_refused_with_the_place():
    content = "nom;ville\nÉlise;Orléans\n".encode() + "Zoé;Gien\n".encode("cp1252")

    assert refusal(content, "f.csv") == (
        "Ligne 3, octet 29 : deux encodages sont mêlés dans ce fichier. "
        "Enregistrez-le de nouveau en « CSV UTF-8 »."
    )


def test_bytes_of_no_encoding_are_refused_with_the_place():
    assert refusal(b"nom;ville\na;\x81\n", "f.csv") == (
        "Ligne 2, octet 13 : illisible en Windows-1252. Enregistrez le fichier en "
        "« CSV UTF-8 »."
    )


@pytest.mark.parametrize("content", [b"a;b\n\0\1\2", b"\x00\x01\x02\x03", b"a\0b\0c\0"])
def test_a_binary_under_the_name_of_a_csv_is_refused(content):
    assert "ce n’est pas un fichier texte" in refusal(content, "f.csv")


def test_half_a_character_of_utf16_is_refused():
    assert "illisible en UTF-16 LE" in refusal(b"\xff\xfea\0;\0b", "f.csv")


def test_a_null_character_is_refused():
    assert refusal("a;b\n\0".encode("utf-16"), "f.csv").startswith("Ligne 2 : ")


def test_spoilt_accents_are_told():
    table = read("nom;ville\nÃ‰lise;OrlÃ©ans\n")

    (note,) = table.notes
    assert note.startswith("Des accents semblent abîmés (« Ã© » pour « é »)")


# --- Delimiters


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_recognised_and_told(delimiter):
    table = read(f"nom{delimiter}ville\n« a »{delimiter}Gien\n")

    assert table.delimiter == delimiter
    assert table.headers == ("nom", "ville")


def test_a_vertical_bar_is_refused():
    assert refusal(b"nom|ville\na|Gien\n", "f.csv") == (
        "Colonnes séparées par une barre verticale « | » : enregistrez le fichier avec "
        "des points-virgules."
    )


def test_commas_inside_cells_do_not_deceive():
    table = read("nom;adresse\na;1, rue du Port, Blois\nb;2, rue, Tours\n")

    assert (table.delimiter, table.lines[0].cells[1]) == (";", "1, rue du Port, Blois")


def test_semicolons_inside_quotes_do_not_deceive():
    table = read('nom,themes\na,"x ; y ; z"\nb,"x ; z ; t"\n')

    assert (table.delimiter, table.lines[0].cells) == (",", ("a", "x ; y ; z"))


def test_a_single_column_is_read():
    assert rows(b"Nom\nun\ndeux\n") == [(2, ("un",)), (3, ("deux",))]


def test_excel_announces_its_delimiter():
    table = read("sep=,\r\nnom,ville\r\na,b\r\n")

    assert (table.delimiter, table.header_line) == (",", 2)
    assert table.lines == (Line(3, ("a", "b")),)


# --- Rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_one(end):
    content = end.join(["nom;ville", "a;b", "c;d", ""]).encode()

    assert rows(content) == [(2, ("a", "b")), (3, ("c", "d"))]


def test_a_cell_on_several_lines_keeps_them_and_counts_once():
    content = b'nom;note\r\na;"un\r\ndeux\r\n\r\ntrois"\r\nb;quatre\r\n'

    assert rows(content) == [
        (2, ("a", "un\r\ndeux\r\n\r\ntrois")),
        (3, ("b", "quatre")),
    ]


def test_an_unclosed_quote_is_refused_where_it_opens():
    content = b'nom;note\na;"un\nb;deux\nc;trois\n'

    assert refusal(content) == (
        'Ligne 2 du texte : un guillemet " est ouvert et jamais fermé. Fermez-le ou '
        "effacez-le."
    )


def test_an_unclosed_quote_that_swallows_lines_is_refused():
    content = b'nom;note\na;un\nb;"deux\nc;"trois"\n'

    assert refusal(content).startswith('Lignes 3 à 4 du texte : un guillemet " est mal')


def test_quotes_inside_a_cell_are_text():
    assert rows(b'nom;note\nLe "Relais";dit ""\n') == [(2, ('Le "Relais"', 'dit ""'))]


def test_a_ragged_row_is_told_with_its_line_and_the_others_are_read():
    table = read("nom;ville;note\na;b;c\na;b;c;d\na;b\n;;\ne;f;g;;;\nh;i;j\n")

    assert [line.number for line in table.lines] == [2, 3, 4, 6, 7]
    left_open = (
        "4 cellules pour 3 colonnes : entourez de guillemets la cellule qui contient "
        "le séparateur."
    )
    assert table.errors == (
        (
            3,
            left_open,
        ),
        (4, "2 cellules pour 3 colonnes : il en manque, ajoutez les séparateurs."),
    )


def test_blank_rows_and_columns_at_the_end_are_dropped():
    table = read("nom;ville;;;\na;b;;;\n;;;;\n;;;;\n")

    assert (table.headers, table.lines) == (("nom", "ville"), (Line(2, ("a", "b")),))


def test_a_title_stands_above_the_headers():
    table = read("Recensement 2026;;\n;;\nnom;ville;note\na;b;c\n")

    assert (table.header_line, table.headers) == (3, ("nom", "ville", "note"))
    assert table.notes == ("En-têtes trouvés à la ligne 3.",)
    assert table.errors == ()


def test_the_header_line_can_be_chosen():
    content = b"Liste;2026\nnom;ville\na;b\n"

    assert read_table(content, "f", header_line=2).headers == ("nom", "ville")
    assert refusal(content, header_line=9).startswith("Ligne 9 : elle est vide")


def test_a_full_column_without_header_is_refused_with_its_cell():
    assert refusal(b"nom;;ville\na;x;b\n").startswith(
        "Cellule B1 : cette colonne n’a pas d’en-tête, alors que sa ligne 2 est rem"
    )


def test_a_header_on_several_lines_becomes_one():
    assert read('"Nom de\nla fiche";ville\na;b\n').headers[0] == "Nom de la fiche"


def test_a_header_alone_is_a_table_without_lines():
    assert rows(b"nom;ville\r\n") == []


def test_a_sensitive_column_refuses_the_file():
    assert refusal("nom;Date de naissance;N° étranger\n".encode()) == (
        "Données personnelles sensibles : « Date de naissance » (B1), « N° étranger » "
        "(C1). Supprimez ces colonnes, puis réessayez ; rien n’a été gardé de ce "
        "fichier."
    )


# --- Limits


@pytest.mark.parametrize(
    "content", [b"", b"\r\n \t\n", b"\0\0\0", b"\xef\xbb\xbf", b";;\n;;\n"]
)
def test_an_empty_file_is_refused(content):
    assert refusal(content).startswith("Ce fichier est vide")


def test_the_row_past_the_limit_refuses_the_file():
    content = b"nom;ville\n" + b"a;b\n" * 5_001

    assert len(rows(content[:-4])) == 5_000
    assert refusal(content) == (
        "Plus de 5\u202f000 lignes à lire (la 5\u202f001ᵉ est en ligne 5002) : "
        "partagez le fichier en plusieurs."
    )
    assert len(rows(content, max_rows=6_000)) == 5_001


def test_headers_too_low_are_never_guessed():
    content = b"titre\n" * 60 + b"nom;ville\n" + b"a;b\n" * 5_000

    assert refusal(content).startswith("Pas d’en-têtes dans les 50 premières lignes")
    assert len(rows(content, header_line=61)) == 5_000


def test_too_many_columns_are_refused():
    content = ";".join(f"c{n}" for n in range(101)).encode()

    assert refusal(content).startswith("101 colonnes : 100 au plus.")


def test_a_very_long_cell_is_read_for_its_line_to_refuse_it():
    content = b"nom;note\na;" + b"x" * 200_000 + b"\n"

    assert len(rows(content)[0][1][1]) == 200_000


def test_more_than_ten_megabytes_are_refused():
    assert refusal(b"a;b\n" * 2_700_000) == (
        "Ce fichier dépasse 10 Mo : partagez-le en plusieurs."
    )


@pytest.mark.parametrize(
    "name", ['"><img src=x>.csv', "../../x", "a\r\nb", "x" * 300, ""]
)
def test_the_name_of_the_file_changes_nothing(name):
    assert rows(b"a;b\n1;2\n", name) == [(2, ("1", "2"))]
