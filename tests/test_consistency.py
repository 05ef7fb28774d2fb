"""House rules that run."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import models
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from accueil.common.text import fold
from accueil.permissions import GROUPS, expand

ROOT = Path(settings.BASE_DIR)
LAYERS = [{"reference"}, {"accounts"}, {"benchmarking", "initiatives"}, {"ctai"}]
HOUSE = set().union(*LAYERS)
MODELS = [m for m in apps.get_models() if m._meta.app_label in HOUSE]
SOURCES = ["accueil", "initiatives", "benchmarking", "ctai", "templates", "static"]
ACRONYMS = re.compile(r"^(ID$|SIRET|ODD|QPV|EPCI|CTAI|RNA|URL|Région)")


def level(app_label: str) -> int:
    return next(i for i, labels in enumerate(LAYERS) if app_label in labels)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_relations_point_down(model):
    """import-linter cannot see a ForeignKey("app.Model") given as text."""
    here = model._meta.app_label
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        there = field.related_model and field.related_model._meta.app_label
        if there in HOUSE and there != here:
            assert level(there) < level(here), f"{field} points up or sideways"


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_labels_are_lower_case(model):
    labels = [model._meta.verbose_name, model._meta.verbose_name_plural]
    labels += [f.verbose_name for f in model._meta.fields if f.verbose_name != f.name]
    for label in map(str, labels):
        if not model.__name__.startswith("Historical") and not ACRONYMS.match(label):
            assert label[0] == label[0].lower(), label


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_constraint_says_why_in_french(model):
    for constraint in model._meta.constraints:
        message = str(constraint.violation_error_message)
        assert "Constraint" not in message, constraint.name
        assert "contrainte" not in message.lower(), constraint.name


@pytest.mark.django_db
def test_every_group_permission_exists():
    known = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Permission.objects.select_related("content_type")
    }
    wanted = {full for shorts in GROUPS.values() for s in shorts for full in expand(s)}

    assert wanted - known == set()


def test_imports_go_down():
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_are_named():
    unnamed = [path.name for path in files(".py") if "_auto_" in path.name]

    assert unnamed == []


def files(*suffixes: str) -> list[Path]:
    return [
        path
        for source in SOURCES
        for path in (ROOT / source).rglob("*")
        if path.suffix in suffixes and "__pycache__" not in path.parts
    ]


def test_no_region_is_named_in_code_or_templates():
    """Another Region adopts the tool by settings and data only."""
    named = [
        str(path.relative_to(ROOT))
        for path in files(".py", ".html", ".js", ".css", ".svg", ".txt")
        if re.search(r"centre\W{1,3}val\W{1,3}de\W{1,3}loire", path.read_text(), re.I)
    ]

    assert named == []


def test_no_sink_of_raw_html():
    """Texts come from partners: they are escaped, or go in as text nodes."""
    sinks = re.compile(
        r"\|safe|autoescape off|(inner|outer)HTML|insertAdjacentHTML"
        r"|document\.write\(|eval\("
    )
    found = [
        f"{path.relative_to(ROOT)}: {sink.group()}"
        for path in files(".html", ".js")
        if (sink := sinks.search(path.read_text()))
    ]

    assert found == []


def test_files_stay_small():
    limits = {".py": 400, ".js": 250, ".html": 120}
    long = [
        str(path.relative_to(ROOT))
        for path in files(*limits)
        if "migrations" not in path.parts
        and len(path.read_text().splitlines()) > limits[path.suffix]
    ]

    assert long == []


def templates() -> list[str]:
    folder = ROOT / "templates"
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*.html"))


@pytest.mark.parametrize("name", templates())
def test_template_compiles(name):
    assert get_template(name)


def test_every_template_is_used():
    """By our code, by another template, or because it replaces a package's own."""
    texts = "\n".join(p.read_text() for p in files(".py", ".html"))
    ours = [
        name
        for name in templates()
        if not name.startswith(("admin/", "account/", "mfa/", "allauth/", "django/",
                                "simple_history/", "leaflet/", "registration/"))
        and name not in {"400.html", "403.html", "404.html", "500.html"}
    ]  # fmt: skip

    assert [name for name in ours if f'"{name}"' not in texts] == []


def test_lock_names_only_public_registries():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    text = (ROOT / "uv.lock").read_text()
    names = [package["name"] for package in lock["package"]]

    assert set(re.findall(r"https?://[^/\"]+", text)) == {
        "https://pypi.org",
        "https://files.pythonhosted.org",
    }
    assert sorted(names) == sorted(set(names)), "a package stands twice"


def documents() -> list[Path]:
    folders = [ROOT / "docs", ROOT / "fixtures"]
    inside = [path for folder in folders for path in folder.rglob("*.md")]
    return [*ROOT.glob("*.md"), *sorted(inside)]


@pytest.mark.parametrize("path", documents(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_documents_lead_to_files(path):
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)", path.read_text())
    files_cited = [link for link in links if not link.startswith(("http", "mailto"))]

    assert [link for link in files_cited if not (path.parent / link).exists()] == []


def test_the_readme_names_what_exists():
    """Paths in its text: code between back quotes, with a slash and no gap to fill."""
    cited = re.findall(
        r"`((?:\w[\w-]*/)+(?:[\w-]+\.\w+)?)`", (ROOT / "README.md").read_text()
    )
    themes = [path for path in cited if path.startswith("theme/")]

    assert [p for p in themes if not (ROOT / "static" / p).exists()] == []
    assert [p for p in cited if p not in themes and not (ROOT / p).exists()] == []
    assert len(cited) > 10


def test_every_decision_is_in_the_list():
    folder = ROOT / "docs" / "decisions"
    written = sorted(path.name for path in folder.glob("[0-9]*.md"))

    assert re.findall(
        r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()
    ) == (written)


def routes(patterns=None, prefix: str = "") -> list[str]:
    """Every route of the site, as Django writes it."""
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(route)
    return found


def test_addresses_are_french_and_end_with_a_slash_or_a_suffix():
    ours = [r for r in routes() if not r.startswith(("admin/", "compte/"))]

    assert [r for r in ours if r and not re.search(r"(/|\.\w+|\$|\\Z)$", r)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["Saint-Denis", "st-denis", "Ste Œuvre d’Été", "L'Haÿ-les-Roses", "ÆRØ  2 !", ""],
)
def test_fold_is_the_twin_of_the_database_function(text):
    value = models.Value(text)
    row = Permission.objects.annotate(
        folded=models.Func(
            value, function="accueil_fold", output_field=models.TextField()
        )
    ).first()

    assert row.folded == fold(text)
