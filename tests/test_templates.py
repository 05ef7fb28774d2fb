"""What templates, styles and scripts promise whatever the data."""

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from accueil.common.templatetags import accueil as filters

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    if not {"admin", "api", "simple_history"} & set(path.parts)
)
PUBLIC = [
    path for path in TEMPLATES if not {"account", "mfa", "allauth"} & set(path.parts)
]
MODULES = sorted((ROOT / "static/js").rglob("*.js"))
NODE = shutil.which("node")


def name_of(path) -> str:
    return str(path.relative_to(ROOT))


# --- Filters


@pytest.mark.parametrize(
    ("precision", "text"),
    [("day", "1er mars 2026"), ("month", "mars 2026"), ("year", "2026")],
)
def test_fuzzy_date_says_no_more_than_is_known(precision, text):
    assert filters.fuzzy_date(date(2026, 3, 1), precision) == text


def test_fuzzy_date_of_an_instant_is_the_day_in_france():
    assert filters.fuzzy_date(datetime(2026, 3, 2, 23, 30, tzinfo=UTC)) == "3 mars 2026"


def test_fuzzy_date_of_nothing_is_nothing():
    assert filters.fuzzy_date(None) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12500, "12\u202f500"),
        (Decimal("1234567.50"), "1\u202f234\u202f567,5"),
        (Decimal("3.14159"), "3,14"),
        (None, ""),
        ("", ""),
    ],
)
def test_number_fr(value, text):
    assert filters.number_fr(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12500.00"), "12\u202f500\u202f€"),
        (Decimal("99.9"), "99,90\u202f€"),
        (None, ""),
    ],
)
def test_euros(value, text):
    assert filters.euros(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.4, "à moins de 1\u202fkm"), (12.4, "à 12\u202fkm"), (None, "")],
)
def test_distance(value, text):
    assert filters.distance(value) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Cours : le soir ?", "Cours\xa0: le soir\xa0?"),
        ("« oui »", "«\xa0oui\xa0»"),
        ("75 % de 3", "75\xa0% de 3"),
        ("un :smile: deux", "un :smile: deux"),
        (None, ""),
    ],
)
def test_unbroken(typed, text):
    assert filters.unbroken(typed) == text


def test_page_numbers_keep_the_ends_and_the_neighbours():
    page = Paginator(range(240), 20).page(6)

    assert list(filters.page_numbers(page)) == [1, "…", 5, 6, 7, "…", 12]


def test_icon_is_decorative_and_has_no_style():
    assert 'aria-hidden="true"' in filters.icon("map-pin")
    assert "style=" not in filters.icon("map-pin", "outline")


# --- Pages that shared caches may keep


def test_public_templates_read_neither_session_nor_user():
    private = re.compile(r"\{[{%][^}]*\b(user|messages|csrf_token|perms)\b")
    found = [name_of(path) for path in PUBLIC if private.search(path.read_text())]

    assert found == []


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "500", "503"])
def test_error_page_needs_no_context(name):
    html = render_to_string(f"{name}.html")

    assert html.count("<h1>") == 1
    assert "{{" not in html


def test_missing_legal_values_are_said():
    html = render_to_string("legal/_value.html", {"value": ""})

    assert "non renseigné" in html


# --- French typography


def words_of(text: str) -> str:
    """What a person reads in a template: no tag, no attribute, no comment."""
    text = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", text, flags=re.S)
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}", "x", text, flags=re.S)
    text = re.sub(r"<[^>]*>", "", text, flags=re.S)
    return text.replace("&nbsp;", "\xa0")


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_words_follow_french_typography(path):
    faults = re.findall(
        r".{0,30}(?:[\w)]'\w|[\wéè)»] [;?!](?:\s|$)|\w [:](?:\s|$)|« \w|\w »|\w%)",
        words_of(path.read_text()),
    )

    assert faults == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_words_of_scripts_follow_french_typography(path):
    code = re.sub(r"^\s*(//|/?\*).*$", "", path.read_text(), flags=re.M)
    sentences = re.findall(r'"([^"\n]*[éèàêç’][^"\n]*)"', code)

    assert [text for text in sentences if re.search(r"\w'\w|« \w|\w [;?!]", text)] == []


# --- Styles and scripts


@pytest.mark.parametrize("path", sorted(ROOT.glob("static/**/*.css")), ids=name_of)
def test_no_sheet_depends_on_how_a_screen_is_held(path):
    assert "orientation" not in path.read_text()


def test_a_region_changes_logo_and_colours_with_files(settings, tmp_path):
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/colors.css").write_text(":root { --brand: #123456; }")
    settings.STATICFILES_DIRS = [tmp_path, ROOT / "static"]
    finders.get_finder.cache_clear()

    found = finders.find("theme/colors.css")
    finders.get_finder.cache_clear()

    assert found == str(tmp_path / "theme/colors.css")


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("brand", "page", 4.5),
        ("brand", "tint", 4.5),
        ("brand-strong", "brand-soft", 4.5),
        ("brand", "brand-soft", 4.5),
        ("accent-strong", "accent-soft", 4.5),
        ("ink-soft", "page", 4.5),
        ("ink-soft", "tint", 4.5),
        ("danger", "page", 4.5),
        ("danger", "danger-soft", 4.5),
        ("success", "tint", 4.5),
        ("line-strong", "page", 3),
        ("point", "page", 3),
        ("point", "land", 3),
    ],
)
def test_colours_contrast(text, ground, least):
    sheets = [ROOT / "static/theme/colors.css", ROOT / "static/css/base.css"]
    found = dict(
        re.findall(
            r"--([\w-]+): (#[0-9a-f]{6})", "".join(path.read_text() for path in sheets)
        )
    )
    found["page"] = "#ffffff"

    assert contrast(found[text], found[ground]) >= least


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_pure_modules_under_node():
    tests = sorted(str(path) for path in (ROOT / "tests/js").glob("*.test.js"))
    major = int(
        subprocess.check_output([NODE, "-p", "process.versions.node"], text=True).split(
            "."
        )[0]
    )
    modules = ["--experimental-default-type=module"] if major < 22 else []

    run = subprocess.run(
        [NODE, *modules, "--test", *tests], capture_output=True, text=True
    )

    assert run.returncode == 0, run.stdout
