"""Headers matched with columns, and those that no file may bring."""

import pytest

from accueil.exchange.columns import Column
from accueil.exchange.headers import letters, match_headers, sensitive

COLUMNS = [
    Column("intitule", "Intitulé", required=True),
    Column("porteur", "Structure porteuse", aliases=("Porteur",)),
    Column("budget", "Budget total", unit="€"),
]


def matched(*headers: str) -> list[str | None]:
    found = match_headers(headers, COLUMNS)
    return [column and column.name for column in found.columns]


@pytest.mark.parametrize(
    "header",
    [
        *("Intitulé", "intitule", "INTITULÉ", "  Intitulé ", "Inti\u0074ule\u0301"),
        *("Intitulé (obligatoire)", "Intitulé*", "« Intitulé »"),
    ],
)
def test_a_header_matches_whatever_its_case_accents_and_spaces(header):
    assert matched(header) == ["intitule"]


@pytest.mark.parametrize(
    "header",
    ["Structure\nporteuse", "porteur", "STRUCTURE  PORTEUSE", "structure-porteuse"],
)
def test_line_breaks_names_and_aliases_match(header):
    assert matched(header) == ["porteur"]


def test_columns_come_in_any_order_and_units_do_not_count():
    assert matched("Budget total (€)", "Porteur", "Intitulé") == [
        "budget",
        "porteur",
        "intitule",
    ]


def test_an_unknown_header_is_told_with_the_nearest():
    found = match_headers(["Intitulé", "Structure porteur", "Météo"], COLUMNS)

    assert found.unknown == (
        ("Structure porteur", "Structure porteuse"),
        ("Météo", ""),
    )
    assert found.problems == ()


def test_a_missing_required_column_is_told():
    found = match_headers(["Porteur"], COLUMNS)

    assert [column.label for column in found.missing] == ["Intitulé"]


def test_the_same_column_twice_forbids_reading_and_says_where():
    found = match_headers(["Intitulé", "Porteur", "Structure porteuse"], COLUMNS)

    assert found.problems == (
        "Colonne « Structure porteuse » en double : B et C. Gardez-en une.",
    )


@pytest.mark.parametrize(
    "header", ["__proto__", "constructor", "<img src=x>", "é" * 9999]
)
def test_a_hostile_header_is_only_unknown(header):
    assert match_headers([header], COLUMNS).unknown == ((header[:100], ""),)


def test_an_empty_header_is_nothing():
    found = match_headers(["", "  "], COLUMNS)

    assert (found.columns, found.unknown) == ((None, None), ())


@pytest.mark.parametrize(
    "header",
    [
        *("Date de naissance", "date_naissance", "Né(e) le", "Née le", "Naissance"),
        *("Nationalité", "NATIONALITE", "Pays d’origine", "Origine ethnique"),
        *("N° étranger", "Numéro d’étranger", "AGDREF", "Numéro de titre de séjour"),
        *("État de santé", "Suivi médical", "Maladie", "Handicap", "Passeport"),
        *("N° de sécurité sociale", "NIR", "Religion", "Orientation sexuelle"),
    ],
)
def test_sensitive_data_about_persons_are_recognised_by_name(header):
    assert sensitive(["Intitulé", header]) == [(1, header)]


@pytest.mark.parametrize(
    "header",
    [
        *("Santé", "Date", "Début", "Naissance du projet", "Thème : santé", "Adresse"),
        *("Public : demandeurs d’asile", "Publics en situation de handicap"),
        *("Nombre de demandeurs d’asile", "Accessibilité handicap", "Départ", "Nom"),
    ],
)
def test_what_an_action_is_about_is_not_sensitive(header):
    assert sensitive([header]) == []


@pytest.mark.parametrize(
    ("rank", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16383, "XFD")]
)
def test_columns_are_named_as_spreadsheets_do(rank, name):
    assert letters(rank) == name


@pytest.mark.parametrize("header", ["Thème(s)", "THEME", "thèmes (FR)", " Thèmes "])
def test_number_does_not_matter(header):
    themes = Column("themes", "Thèmes")

    assert match_headers([header], [themes]).columns == (themes,)
