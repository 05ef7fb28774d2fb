"""What no Docker engine checks here: the files agree with each other and the code."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent


def text(name):
    return (ROOT / name).read_text()


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(text("docker-compose.yml"))["services"]


def instructions(word):
    """Arguments of every such instruction of the Dockerfile, lines joined."""
    joined = re.sub(r"\\\n\s*", "", text("Dockerfile"))
    return re.findall(rf"^{word} (.+)$", joined, re.M)


# --- One PostgreSQL


def test_same_postgresql_everywhere(compose):
    image = re.fullmatch(r"postgis/postgis:(\d+)-[\d.]+", compose["db"]["image"])
    runner = re.search(r'^POSTGRESQL = "(\d+)"', text("dev"), re.M)
    guide = re.search(r"^\| PostgreSQL \| (\d+) \|", text("docs/deployment.md"), re.M)

    assert image[1] == runner[1] == guide[1]


def test_same_uv_everywhere():
    runner = re.search(r'^UV = "(uv==[\d.]+)"', text("dev"), re.M)[1]

    named = re.findall(r"\buv==[\d.]+", text("Dockerfile") + text("docs/deployment.md"))
    assert named == [runner, runner]


# --- Compose


def test_every_service_reports_its_health(compose):
    assert compose["db"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert compose["web"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert "/sante/" in instructions("HEALTHCHECK")[0]


def test_ports_are_local(compose):
    ports = [port for service in compose.values() for port in service["ports"]]

    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_web_is_confined(compose):
    web = compose["web"]

    assert web["read_only"] is True
    assert web["cap_drop"] == ["ALL"]
    assert all(
        "no-new-privileges:true" in service["security_opt"]
        for service in compose.values()
    )


def test_data_live_in_named_volumes(compose):
    declared = yaml.safe_load(text("docker-compose.yml"))["volumes"]
    mounted = [
        volume.split(":")[0]
        for service in compose.values()
        for volume in service["volumes"]
    ]

    assert sorted(mounted) == sorted(declared)


def test_no_secret_has_a_default(compose):
    values = re.findall(r"\$\{(\w+)(.*?)\}", text("docker-compose.yml"))

    assert {name for name, _ in values} == {"POSTGRES_PASSWORD"}
    assert [rest for _, rest in values if not re.match(r":\?\S", rest)] == []
    assert "POSTGRES_PASSWORD}" not in text("docker-compose.yml")


@pytest.mark.parametrize("name", ["ACCUEIL_SECRET_KEY", "DATABASE_URL"])
def test_settings_name_the_missing_secret(name):
    values = {"ACCUEIL_SECRET_KEY": "a" * 50, "DATABASE_URL": "postgis://x/y"}
    del values[name]

    done = subprocess.run(
        [sys.executable, "-c", "import accueil.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **values},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert name in done.stderr.splitlines()[-1]


# --- Image


def test_image_does_not_run_as_root():
    assert instructions("USER")[-1] not in ("root", "0")


def test_image_installs_the_lock_without_the_development_tools():
    assert "uv sync --frozen --no-dev" in instructions("RUN")


def test_image_keeps_no_secret():
    kept = " ".join(instructions("ENV") + instructions("ARG"))

    assert re.findall(r"SECRET|PASSWORD|DATABASE_URL", kept) == []


def test_image_compresses_its_static_files():
    (collect,) = [run for run in instructions("RUN") if "collectstatic" in run]

    assert "ACCUEIL_COMPRESS_STATIC=1" in collect
    assert "ACCUEIL_COMPRESS_STATIC=1" in " ".join(instructions("ENV"))


@pytest.mark.parametrize("name", ["Dockerfile", "docs/deployment.md", "dev"])
def test_gunicorn_runs_threads_and_renews_its_workers(name):
    words = " ".join(re.findall(r"[\w.-]+", text(name)))

    assert "--worker-class gthread" in words
    assert "--threads 4" in words
    assert "--max-requests 2000 --max-requests-jitter 200" in words


def test_image_starts_two_processes_per_core():
    assert "WEB_CONCURRENCY:-$((2 * $(nproc)))" in instructions("CMD")[0]


def test_secrets_and_local_files_stay_out_of_the_image():
    assert ".*" in text(".dockerignore").splitlines()


# --- Guide


def documented_variables():
    """Names in the first column of the guide's tables."""
    return set(re.findall(r"^\| `(ACCUEIL_\w+)` \|", text("docs/deployment.md"), re.M))


def test_guide_lists_exactly_the_settings_variables():
    read = set(re.findall(r'"(ACCUEIL_[A-Z_]+)"', text("accueil/settings.py")))

    assert documented_variables() == read


def test_guide_describes_a_variable_once():
    names = re.findall(r"^\| `(\w+)` \|", text("docs/deployment.md"), re.M)

    assert len(names) == len(set(names))


def test_guide_links_lead_somewhere():
    guide = text("docs/deployment.md")
    titles = re.findall(r"^#+ (.+)$", guide, re.M)
    anchors = {re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in titles}

    assert set(re.findall(r"\]\(#([^)]+)\)", guide)) - anchors == set()


def test_guide_schedules_commands_that_exist():
    guide = text("docs/deployment.md")
    section = guide.split("## Tâches régulières")[1].split("\n## ")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", section, re.M))

    ours = {
        path.stem
        for app in ("accueil", "initiatives", "benchmarking", "ctai")
        for path in (ROOT / app).rglob("management/commands/[a-z]*.py")
    }
    assert named - ours - {"clearsessions"} == set()


# --- The rest


def test_ci_checks_then_tests():
    script = text(".ci/run").splitlines()

    assert script[-2:] == ["./dev check", "./dev test"]
    assert "set -euo pipefail" in script


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_scripts_are_executable(name):
    assert os.access(ROOT / name, os.X_OK)


def test_coverage_leaves_out_what_only_a_server_runs():
    omitted = tomllib.loads(text("pyproject.toml"))["tool"]["coverage"]["run"]["omit"]
    entries = {str(path.relative_to(ROOT)) for path in ROOT.glob("accueil/**/wsgi.py")}

    assert entries == {path for path in omitted if path.endswith("wsgi.py")}


def test_licence_is_the_eupl():
    assert text("LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert 'license = "EUPL-1.2"' in text("pyproject.toml")


def test_hooks_use_the_locked_tools_only():
    repositories = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    hooks = repositories[0]["hooks"]

    assert [repository["repo"] for repository in repositories] == ["local"]
    assert {hook["language"] for hook in hooks} == {"system", "pygrep"}
    assert all(
        hook["entry"].startswith(".venv/bin/")
        for hook in hooks
        if hook["language"] == "system"
    )
