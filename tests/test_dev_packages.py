"""The runner: which system packages it wants, and what it says without the right."""

from pathlib import Path

import pytest

from tests.runner import dev


def test_apt_search_is_sorted_by_number():
    found = dev.postgis_packages(
        "postgresql-9-postgis-3 - x\npostgresql-15-postgis-3 - y\n"
        "postgresql-15-postgis-3-scripts - z\n"
    )

    assert found == [(15, "postgresql-15-postgis-3"), (9, "postgresql-9-postgis-3")]


@pytest.mark.parametrize(
    ("majors", "installed", "chosen"),
    [
        ([17, 15], set(), "postgresql-17-postgis-3"),
        ([17, 15], {15}, "postgresql-15-postgis-3"),
        ([17], {15}, "postgresql-17-postgis-3"),
        ([], set(), "postgresql-15-postgis-3"),
    ],
)
def test_the_installed_server_decides_the_package(majors, installed, chosen):
    packages = [(major, f"postgresql-{major}-postgis-3") for major in majors]

    assert dev.choose_postgis(packages, installed) == chosen


def ordinary_person(monkeypatch, *, ci=""):
    """Nothing installed, no right to install."""
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(dev, "is_root", lambda: False)
    monkeypatch.setattr(dev, "postgis_package", lambda: "postgresql-15-postgis-3")
    for name in ("postgis_binaries", "has_pango", "has_chromium"):
        monkeypatch.setattr(dev, name, lambda: None)


def test_without_the_right_to_install_one_line_is_given(monkeypatch):
    ordinary_person(monkeypatch)

    with pytest.raises(dev.Stop) as stop:
        dev.system_packages("pdf", "browser")

    (line,) = [line for line in str(stop.value).splitlines() if "sudo" in line]
    assert line.strip() == (
        "sudo apt-get install -y --no-install-recommends postgresql-15-postgis-3 "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core "
        "chromium"
    )
    assert "docker compose up -d db" in str(stop.value)


def test_pango_and_chromium_missing_do_not_stop(monkeypatch, capsys):
    ordinary_person(monkeypatch)
    monkeypatch.setattr(dev, "postgis_binaries", lambda: Path("/usr/bin"))

    dev.system_packages("pdf", "browser")

    shown = capsys.readouterr().out
    assert "les tests dans le navigateur seront sautés" in shown
    assert shown.count("sudo") == 1


def test_chromium_is_required_in_ci(monkeypatch):
    ordinary_person(monkeypatch, ci="true")

    required, _optional = dev.missing_packages("browser")

    assert "chromium" in required


def test_a_database_of_yours_needs_no_server_here(monkeypatch):
    ordinary_person(monkeypatch)
    monkeypatch.setenv("DATABASE_URL", "postgis://somewhere/else")

    required, _optional = dev.missing_packages("pdf")

    assert required == []
