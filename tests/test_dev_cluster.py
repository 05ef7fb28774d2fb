"""The runner's private cluster: where it lives, then started, killed, stopped."""

import os
import shutil
import signal
import subprocess
import tempfile
import types
from pathlib import Path

import psycopg
import pytest

from tests.runner import dev


def psycopg_url(url):
    return url.replace("postgis:", "postgresql:", 1)


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
