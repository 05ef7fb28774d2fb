"""The runner: its pure parts, then one private cluster started, killed, stopped."""

import importlib.machinery
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent


def load_runner():
    """`./dev` as a module; it has no .py extension."""
    loader = importlib.machinery.SourceFileLoader("dev_runner", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_runner", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


dev = load_runner()


def psycopg_url(url):
    return url.replace("postgis:", "postgresql:", 1)


# --- Verbs and arguments


def test_help_lists_every_verb(capsys):
    dev.main(["help"])

    shown = capsys.readouterr().out
    assert [verb for verb in dev.VERBS if f"\n  ./dev {verb} " not in shown] == []


def test_no_verb_shows_the_help(capsys):
    assert dev.main([]) == 0

    assert "./dev run" in capsys.readouterr().out


def test_unknown_verb_is_named():
    with pytest.raises(dev.Stop, match="Verbe inconnu : dance"):
        dev.main(["dance"])


@pytest.mark.parametrize(
    ("arguments", "host", "port"),
    [
        ([], "127.0.0.1", 8000),
        (["--port", "8123"], "127.0.0.1", 8123),
        (["--host", "0.0.0.0", "--port=80"], "0.0.0.0", 80),
    ],
)
def test_run_options(arguments, host, port):
    options = dev.run_options(arguments)

    assert (options.host, options.port) == (host, port)


@pytest.mark.parametrize("arguments", [["--port", "web"], ["--fast"], ["8000"]])
def test_run_refuses_other_arguments(arguments):
    with pytest.raises(dev.Stop, match=r"\./dev help"):
        dev.run_options(arguments)


def test_db_refuses_other_actions(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)

    with pytest.raises(dev.Stop, match=r"start\|stop\|status\|url\|reset"):
        dev.main(["db", "drop"])


def test_db_leaves_a_database_of_yours_alone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgis://somewhere/else")

    with pytest.raises(dev.Stop, match="DATABASE_URL est définie"):
        dev.main(["db", "reset"])


def test_a_failing_command_shows_the_end_of_its_output():
    code = "print(*range(100), sep='\\n'); raise SystemExit('no room left')"

    with pytest.raises(dev.Stop) as stop:
        dev.quietly([sys.executable, "-u", "-c", code], advice="faire de la place.")

    lines = str(stop.value).splitlines()
    assert lines[0].startswith("La commande a échoué : ")
    assert lines[-2:] == ["    no room left", "  À faire : faire de la place."]
    assert len(lines) == 17


# --- System packages


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


# --- Stamps, secrets, environment


def test_digest_follows_contents_names_and_values(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")

    first = dev.digest([one, two], "24")

    assert dev.digest([two, one], "24") == first
    assert dev.digest([one, two], "11") != first
    assert dev.digest([one], "24") != first
    two.write_text("c")
    assert dev.digest([one, two], "24") != first


def test_stamp_holds_only_its_value(tmp_path):
    stamp = tmp_path / "stamp"

    assert not dev.stamped(stamp, "x")
    stamp.write_text("x")
    assert dev.stamped(stamp, "x")
    assert not dev.stamped(stamp, "y")


def test_secret_key_is_made_once_and_private(monkeypatch, tmp_path):
    monkeypatch.setattr(dev, "LOCAL", tmp_path)

    key = dev.secret_key()

    assert dev.secret_key() == key
    assert len(key) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_downloads_trust_what_the_system_trusts(tmp_path):
    bundle = tmp_path / "ca.crt"

    before = dev.download_env({"VIRTUAL_ENV": "/other"}, str(bundle))
    bundle.touch()
    after = dev.download_env({"PIP_CERT": "mine"}, str(bundle))

    assert before == {}
    assert after == {"PIP_CERT": "mine", "SSL_CERT_FILE": str(bundle)}


def test_demonstration_keeps_what_was_exported(monkeypatch):
    monkeypatch.setenv("ACCUEIL_DEMO", "0")
    monkeypatch.delenv("ACCUEIL_ALLOWED_HOSTS", raising=False)

    env = dev.demonstration_env("postgis://x/y", "192.0.2.7")

    assert env["ACCUEIL_DEMO"] == "0"
    assert env["ACCUEIL_ALLOWED_HOSTS"] == "192.0.2.7,127.0.0.1,localhost,[::1]"
    assert env["DATABASE_URL"] == "postgis://x/y"


def test_tests_ignore_the_developers_settings(monkeypatch):
    monkeypatch.setenv("ACCUEIL_REGION", "11")
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.delenv("DATABASE_URL", raising=False)

    env = dev.test_env("postgis://x/y")

    assert {"ACCUEIL_REGION", "PGHOST", "ACCUEIL_DEMO"} & set(env) == set()


def test_accounts_are_aligned():
    accounts = [
        {"role": "Administration", "username": "admin", "password": "un-deux"},
        {"role": "Stage", "username": "stagiaire", "password": "trois"},
    ]

    assert dev.accounts_table(accounts).splitlines() == [
        "  Rôle             Identifiant   Mot de passe",
        "  Administration   admin         un-deux",
        "  Stage            stagiaire     trois",
    ]


# --- Address


def test_a_taken_port_suggests_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(dev.Stop) as stop:
            dev.require_free("127.0.0.1", port)

    assert "ce port est déjà pris" in str(stop.value)
    assert f"--port {port + 1}" in str(stop.value)


def test_an_address_that_is_not_ours_is_said():
    with pytest.raises(dev.Stop, match=r"Impossible d'écouter sur 192\.0\.2\.1:8000"):
        dev.require_free("192.0.2.1", 8000)


def test_ipv6_is_bracketed():
    assert dev.bracketed("::1") == dev.bracketed("[::1]") == "[::1]"
    assert dev.bracketed("localhost") == "localhost"


# --- Private cluster


def test_socket_url_quotes_the_folder():
    url = dev.socket_url("/srv/été/run")

    assert url == "postgis://accueil@%2Fsrv%2F%C3%A9t%C3%A9%2Frun:5432/accueil"


@pytest.mark.parametrize(
    ("base", "folder"),
    [
        ("/srv/accueil/.local/pg", "/srv/accueil/.local/pg/run"),
        ("/srv/" + "x" * 90, "/tmp/tag"),
        ("/srv/with space", "/tmp/tag"),
        ("/home/Camille", "/tmp/tag"),
    ],
)
def test_socket_folder_is_short_and_plain(base, folder):
    assert dev.socket_folder(Path(base), "tag") == Path(folder)


@pytest.mark.parametrize(
    ("words", "alive"),
    [
        (["/usr/lib/postgresql/15/bin/postgres", "-D", "{data}"], True),
        (["/usr/lib/postgresql/15/bin/postgres", "-D", "/elsewhere"], False),
        (["/usr/bin/vim", "{data}"], False),
        ([], False),
    ],
)
def test_a_pid_counts_only_for_our_own_server(tmp_path, words, alive):
    data, proc = tmp_path / "data", tmp_path / "proc"
    (proc / "4242").mkdir(parents=True)
    data.mkdir()
    (data / "postmaster.pid").write_text("4242\nanything\n")
    line = "\0".join(words).format(data=data) + "\0"
    (proc / "4242" / "cmdline").write_text(line)

    assert dev.live_postmaster(data, proc) == (4242 if alive else None)


def test_no_process_no_file_no_number_mean_stopped(tmp_path):
    assert dev.live_postmaster(tmp_path, tmp_path) is None
    (tmp_path / "postmaster.pid").write_text("4242\n")
    assert dev.live_postmaster(tmp_path, tmp_path) is None
    (tmp_path / "postmaster.pid").write_text("")
    assert dev.live_postmaster(tmp_path, tmp_path) is None


def test_an_account_without_a_name_is_explained(monkeypatch):
    def unknown(_uid):
        raise KeyError

    monkeypatch.setattr(dev, "is_root", lambda: False)
    monkeypatch.setattr(dev, "pwd", types.SimpleNamespace(getpwuid=unknown))

    with pytest.raises(dev.Stop, match="/etc/passwd"):
        dev.service_user()


def test_a_folder_of_somebody_else_is_refused(tmp_path):
    with pytest.raises(dev.Stop, match="appartient à un autre compte"):
        dev.owned_folder(tmp_path, uid=os.geteuid() + 1, gid=0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_a_checkout_closed_to_the_server_moves_its_data(tmp_path):
    tmp_path.chmod(0o700)

    cluster = dev.Cluster(tmp_path)

    assert cluster.base.parent == Path("/var/tmp")
    assert cluster.base.stat().st_uid == cluster.uid != 0
    assert cluster.base.stat().st_mode & 0o777 == 0o700
    cluster.remove()


@pytest.fixture
def cluster():
    """A cluster of its own, deleted afterwards."""
    if not dev.postgis_binaries():
        pytest.skip("PostgreSQL with PostGIS is not installed here")
    local = Path(tempfile.mkdtemp(prefix="accueil-test-"))
    local.chmod(0o755)
    cluster = dev.Cluster(local)
    yield cluster
    cluster.remove()
    shutil.rmtree(local)


def test_cluster_survives_a_kill(cluster):
    assert cluster.start()
    cluster.leave()
    assert cluster.pid() is None

    assert cluster.start()
    os.kill(cluster.pid(), signal.SIGKILL)
    assert wait_until_gone(cluster)
    cluster.leave()

    assert cluster.start()
    with psycopg.connect(psycopg_url(cluster.url)) as connection:
        found = connection.execute("select extname from pg_extension").fetchall()
    cluster.leave()
    assert {"postgis", "unaccent", "pg_trgm"} <= {name for (name,) in found}


def wait_until_gone(cluster):
    for _ in range(100):
        if cluster.pid() is None:
            return True
        subprocess.run(["sleep", "0.05"], check=True)
    return False


def test_the_last_to_leave_stops_the_cluster(cluster):
    second = dev.Cluster(cluster.local)

    assert cluster.start()
    assert not second.start()
    cluster.leave()
    still_running = second.pid()
    second.leave()

    assert still_running
    assert second.pid() is None


def test_a_cluster_asked_to_stay_stays(cluster):
    cluster.start()
    cluster.kept.touch()

    cluster.leave()

    assert cluster.pid()
