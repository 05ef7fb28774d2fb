"""Cells as people type them and as spreadsheets spoil them (S17, S19-S23, S56-S60)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from accueil.exchange.cells import CellError, clean, read_cell
from accueil.exchange.columns import Column, Kind
from accueil.exchange.tables import UNCALCULATED

NARROW, WIDE = "\u202f", "\u00a0"


def column(kind: Kind, **options) -> Column:
    return Column("c", "C", kind, **options)


BUDGET = column(Kind.DECIMAL, unit="€")
DEGREES = column(Kind.DECIMAL)
SHARE = column(Kind.DECIMAL, unit="%")
WHOLE = column(Kind.INTEGER)
DAY = column(Kind.DATE)
TEXT = column(Kind.TEXT)
COMMUNE = column(Kind.CODE, figures=5)
SIRET = column(Kind.CODE, figures=14)
PHONE = column(Kind.CODE, figures=10)
CHOICE = column(Kind.CHOICE, values=lambda: ["En projet", "Terminée"])


def value(kind: Column, raw):
    return read_cell(kind, raw).value


def refusal(kind: Column, raw) -> str:
    with pytest.raises(CellError) as caught:
        read_cell(kind, raw)
    return str(caught.value)


# --- Dates


@pytest.mark.parametrize(
    "raw",
    [
        *("01/02/2026", "1/2/2026", "01-02-2026", "01.02.2026", "2026-02-01"),
        *("1er février 2026", "1 FÉVRIER 2026", "01/02/2026 00:00:00", " 01/02/2026 "),
        *(date(2026, 2, 1), datetime(2026, 2, 1, 13, 30)),  # noqa: DTZ001
    ],
)
def test_a_date_is_french_or_iso(raw):
    assert value(DAY, raw) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "raw", ["31/02/2026", "29/02/2025", "00/00/0000", "30/13/2024", "32 mars 2026"]
)
def test_a_day_that_does_not_exist_is_refused(raw):
    assert refusal(DAY, raw) == f"« {raw} » : ce jour n’existe pas."


@pytest.mark.parametrize(
    "raw", ["1/2/26", "02/2026", "2026", "hier", "01/02/2026 14:30", "2026/02/01"]
)
def test_another_way_of_writing_a_date_is_refused_with_the_right_one(raw):
    assert refusal(DAY, raw) == (
        f"« {raw} » n’est pas une date : écrivez 31/12/2025 ou 2025-12-31."
    )


@pytest.mark.parametrize(
    "raw", [45000, 45000.0, 99_999_999.0, time(6, 0), timedelta(1), True]
)
def test_a_number_is_no_date(raw):
    assert "mettez la cellule au format date" in refusal(DAY, raw)


@pytest.mark.parametrize("raw", [date(1899, 12, 30), "01/01/0206", date(9999, 1, 1)])
def test_a_year_out_of_reach_is_refused(raw):
    assert "de 1900 à 2100 seulement" in refusal(DAY, raw)


# --- Numbers


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,56", "1234.56"),
        (f"1{NARROW}234,56", "1234.56"),
        (f"12{WIDE}500{WIDE}€", "12500"),
        ("12 500 euros", "12500"),
        ("-3", "-3"),
        ("−3,5", "-3.5"),
        ("-0", "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1234.5, "1234.5"),
        (12, "12"),
        ("99999999999", "99999999999"),
    ],
)
def test_a_number_is_read_as_french_people_write_it(raw, number):
    found = value(BUDGET, raw)

    assert found == Decimal(number)
    assert str(found).startswith("-") is number.startswith("-")


@pytest.mark.parametrize(
    "raw",
    [
        "1.234,56",
        "1,234.56",
        "1e3",
        "NaN",
        "Inf",
        "12 34",
        "douze",
        "1 2345",
        "12-15",
        "٣",
    ],
)
def test_what_is_no_number_is_refused_with_the_right_writing(raw):
    assert refusal(BUDGET, raw) == (
        f"« {raw} » n’est pas un nombre : écrivez 1234,5 ou 1 234,5."
    )


@pytest.mark.parametrize("raw", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused(raw):
    assert refusal(BUDGET, raw) == "Un nombre est attendu."


@pytest.mark.parametrize("raw", [1e300, 10**12, "1" * 13])
def test_a_number_out_of_reach_is_refused(raw):
    assert refusal(BUDGET, raw) == "Nombre trop grand : mille milliards au plus."


@pytest.mark.parametrize(
    "raw", [True, date(2026, 1, 1), time(1, 0), timedelta(hours=36)]
)
def test_a_cell_of_another_type_is_no_number(raw):
    assert refusal(BUDGET, raw) == (
        "Un nombre est attendu : changez le format de la cellule."
    )


def test_a_point_before_three_figures_is_ambiguous_in_a_budget():
    assert refusal(BUDGET, "1.234") == "« 1.234 » est ambigu : écrivez 1234 ou 1,234."
    assert value(DEGREES, "1.234") == Decimal("1.234")


@pytest.mark.parametrize("raw", ["1.000", "1,000"])
def test_a_thousand_never_becomes_one(raw):
    assert refusal(WHOLE, raw) == f"« {raw} » est ambigu : écrivez 1000."


@pytest.mark.parametrize("raw", ["2020,5", 2020.7])
def test_decimals_are_not_cut_from_a_whole_number(raw):
    assert refusal(WHOLE, raw) == f"« {raw} » : un nombre entier est attendu."


def test_only_the_unit_of_the_column_is_understood():
    assert value(SHARE, "12 %") == 12
    assert refusal(BUDGET, "12 %") == "« 12 % » : ce nombre s’écrit « € »."
    assert refusal(WHOLE, "12 km") == "« 12 km » : ce nombre s’écrit sans unité."


# --- Blanks, errors of the spreadsheet


@pytest.mark.parametrize(
    "raw", [None, "", "  ", "-", "–", "n.c.", "NC", "n/d", "Néant", "\u200b"]
)
@pytest.mark.parametrize("kind", [BUDGET, DAY, COMMUNE, column(Kind.BOOLEAN), CHOICE])
def test_accepted_blanks_are_nothing(kind, raw):
    assert value(kind, raw) is None


@pytest.mark.parametrize("raw", ["?", "€", "***", "五"])
def test_signs_are_no_blank(raw):
    assert "n’est pas un nombre" in refusal(BUDGET, raw)


def test_a_text_may_be_a_dash():
    assert value(TEXT, "n.c.") == "n.c."


@pytest.mark.parametrize(
    "raw",
    ["#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NOM?", "Err:502", "#####"],
)
@pytest.mark.parametrize("kind", [TEXT, BUDGET, DAY, COMMUNE, column(Kind.LIST)])
def test_an_error_of_the_spreadsheet_is_refused_everywhere(kind, raw):
    assert refusal(kind, raw) == (
        f"« {raw} » est une erreur du tableur : corrigez la formule."
    )


def test_a_formula_without_result_is_refused():
    assert refusal(TEXT, UNCALCULATED).startswith("Formule non calculée")


@pytest.mark.parametrize("raw", ["#1", "#asile", "Action #3", "Erreur 502"])
def test_a_text_with_a_hash_is_a_text(raw):
    assert value(TEXT, raw) == raw


# --- Yes and no, choices, lists


@pytest.mark.parametrize("raw", ["Oui", "OUI", "oui ", "vrai", "x", "1", 1.0, 1, True])
def test_yes_is_true(raw):
    assert value(column(Kind.BOOLEAN), raw) is True


@pytest.mark.parametrize("raw", ["Non", "FAUX", "0", 0.0, False])
def test_no_is_false(raw):
    assert value(column(Kind.BOOLEAN), raw) is False


@pytest.mark.parametrize("raw", ["peut-être", "2", 2.0, "ouinon"])
def test_neither_yes_nor_no_is_refused(raw):
    assert refusal(column(Kind.BOOLEAN), raw).endswith("écrivez oui ou non.")


def test_a_choice_is_found_by_its_word_and_others_are_listed():
    assert value(CHOICE, "TERMINEE") == "Terminée"
    assert refusal(CHOICE, "Finie") == (
        "« Finie » n’est pas possible ici : En projet, Terminée."
    )


def test_a_list_keeps_commas_and_quoted_semicolons_once_each():
    raw = 'Loiret, Cher ; "Santé ; soins"\nLangue;Langue'

    assert value(column(Kind.LIST), raw) == ("Loiret, Cher", "Santé ; soins", "Langue")


def test_a_list_is_capped():
    raw = ";".join(map(str, range(500)))

    assert refusal(column(Kind.LIST), raw) == "500 valeurs : 50 au plus."


# --- Codes


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (COMMUNE, 1001.0, "01001"),
        (COMMUNE, "1001", "01001"),
        (SIRET, 5520135000012.0, "05520135000012"),
        (PHONE, 238000000, "0238000000"),
        (PHONE, "2 38 00 00 00", "0238000000"),
    ],
)
def test_lost_zeros_come_back_with_a_note(kind, raw, code):
    read = read_cell(kind, raw)

    assert read.value == code
    assert read.note.startswith(f"Zéro de tête rétabli : {code}")


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (COMMUNE, "45234", "45234"),
        (COMMUNE, 45234.0, "45234"),
        (COMMUNE, "2A004", "2A004"),
        (COMMUNE, "Orléans", "Orléans"),
        (COMMUNE, "45", "45"),
        (SIRET, "123 456 789 00012", "12345678900012"),
        (PHONE, "02.38.00.00.00", "0238000000"),
        (PHONE, "+33 (0)2 38 00 00 00", "0238000000"),
        (PHONE, "+33 2 38 00 00 00", "0238000000"),
        (column(Kind.CODE), "mon-action-12", "mon-action-12"),
        (column(Kind.CODE), 12.0, "12"),
    ],
)
def test_a_whole_code_keeps_its_figures_without_a_note(kind, raw, code):
    read = read_cell(kind, raw)

    assert (read.value, read.note) == (code, "")


@pytest.mark.parametrize("raw", ["1,23E+13", "1.23457e+13", "4E+13"])
def test_a_rounded_code_is_refused(raw):
    assert "le tableur a arrondi ce code" in refusal(SIRET, raw)


@pytest.mark.parametrize("raw", [12.5, True, date(2026, 1, 1), timedelta(1)])
def test_a_cell_of_another_type_is_no_code(raw):
    assert "mettez la colonne en texte" in refusal(SIRET, raw)


# --- Texts


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (12.0, "12"),
        (12.5, "12,5"),
        (0.1 + 0.2, "0,3"),
        (True, "oui"),
        (date(2026, 2, 1), "01/02/2026"),
        (datetime(2026, 2, 1, 14, 5), "01/02/2026 14:05"),  # noqa: DTZ001
        (time(6, 0), "06:00"),
        ("=1+1", "=1+1"),
        ("'=1+1", "=1+1"),
        ("a\r\nb\vc\u2028d", "a\nb\nc\nd"),
        ("E\u0301cole", "École"),
    ],
)
def test_a_text_is_what_the_spreadsheet_shows(raw, text):
    assert value(TEXT, raw) == text


def test_a_duration_is_no_text():
    assert refusal(TEXT, timedelta(hours=36)).startswith("Une durée ne se lit pas ici")


@pytest.mark.parametrize("raw", ["a" * 10_001, "a" * 32_767, "a" * 200_000])
def test_a_text_too_long_is_refused_with_its_length(raw):
    assert refusal(TEXT, raw) == f"Trop long : {len(raw)} caractères, 10000 au plus."


@pytest.mark.parametrize(
    ("raw", "gone"),
    [
        ("a\u200bb", 1),
        ("a\u202eb\u202c", 2),
        ("\ufeffab", 1),
        ("a\u00adb", 1),
        ("a\ue000b\x01", 2),
    ],
)
def test_invisible_characters_go_and_are_counted(raw, gone):
    read = read_cell(TEXT, raw)

    assert (read.value, read.note) == ("ab", f"Caractères invisibles effacés : {gone}.")


def test_visible_ones_stay():
    text = "Œuvre « libre » : 🇫🇷 ½ naïve"

    assert read_cell(TEXT, text).value == clean(text) == text
    assert read_cell(TEXT, text).note == ""


def test_half_a_surrogate_goes():
    assert value(TEXT, "a\ud800b") == "ab"


def test_a_null_character_is_refused():
    assert refusal(TEXT, "a\0b").startswith("Un caractère nul est interdit")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<o:p></o:p>Accueil<o:p>&nbsp;</o:p>", "Accueil&nbsp;"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]-->Accueil", "Accueil"),
        ("·\tUn\n•  Deux", "• Un\n• Deux"),
    ],
)
def test_what_word_leaves_goes_with_a_note(raw, text):
    read = read_cell(TEXT, raw)

    assert (read.value, read.note) == (text, "Marques de Word effacées.")


@pytest.mark.parametrize("raw", ["a < b > c", "“Dire” l’accueil…", "<b>gras</b>"])
def test_what_is_written_stays(raw):
    read = read_cell(TEXT, raw)

    assert (read.value, read.note) == (raw, "")


# --- Addresses


@pytest.mark.parametrize(
    "raw",
    [
        *("javascript:alert(1)", "data:text/html,x", "http://user:pw@exemple.test/"),
        *("ftp://exemple.test/", "pas une adresse", "//exemple.test", 12.0),
    ],
)
def test_an_address_that_is_not_of_the_web_is_refused(raw):
    assert refusal(column(Kind.LINK), raw)


def test_an_address_without_scheme_is_completed():
    read = read_cell(column(Kind.LINK), "exemple.test/page")

    assert read.value == "https://exemple.test/page"
    assert read.note == "« https:// » ajouté."


@pytest.mark.parametrize("raw", ["a@exemple.test, b@exemple.test", "a@", "06 00", 3.0])
def test_what_is_no_mail_address_is_refused(raw):
    assert refusal(column(Kind.EMAIL), raw)
