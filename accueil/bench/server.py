"""The site served for real: gunicorn on a loopback port, and a client that stays."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

HOST = "127.0.0.1"
PATIENCE = 60  # seconds for the server to answer
# As ./dev run does. A connection kept open stays with one process and its memory.
GUNICORN = "--worker-class gthread --workers 2 --threads 4"
GUNICORN += " --log-level error --keep-alive 600"  # what it is compared with is slow
EMPTY = "/mesures/vide.json"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes  # as it travels: compressed

    @property
    def queries(self) -> int:
        return int(self.headers["x-queries"])


class Client:
    """One connection kept open, gzip accepted, like a browser."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection(HOST, port, timeout=300)

    def get(self, path: str, **headers: str) -> Answer:
        self.connection.request(
            "GET", path, headers={"Accept-Encoding": "gzip"} | headers
        )
        response = self.connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, found, response.read())
        if answer.status not in (200, 304):
            raise RuntimeError(f"{path}: {answer.status} {answer.body[:200]!r}")
        return answer

    def close(self) -> None:
        self.connection.close()


@contextmanager
def served(database: str) -> Iterator[int]:
    """Serve the site on ``database`` for the time of the block; yields the port."""
    with tempfile.TemporaryDirectory() as static_root:
        environment = _environment(database, static_root)
        _run("manage.py", "collectstatic", "--noinput", "-v0", environment=environment)
        port = _free_port()
        command = ["-m", "gunicorn", "accueil.bench.wsgi:application"]
        command += [
            "--bind",
            f"{HOST}:{port}",
            "--no-control-socket",
            *GUNICORN.split(),
        ]
        server = subprocess.Popen(  # noqa: S603 -- words of ours
            [sys.executable, *command], env=environment, cwd=settings.BASE_DIR
        )
        try:
            _wait(server, port)
            yield port
        finally:
            server.terminate()
            server.wait()


def _environment(database: str, static_root: str) -> dict[str, str]:
    """The environment of this process, elsewhere and over plain HTTP."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")
    return os.environ | {
        "DATABASE_URL": urlunsplit(address),
        "DJANGO_SETTINGS_MODULE": "accueil.settings",
        "ACCUEIL_SECRET_KEY": settings.SECRET_KEY,
        "ACCUEIL_DEMO": "1",
        "ACCUEIL_ALLOWED_HOSTS": HOST,
        "ACCUEIL_REGION": settings.REGION,
        "ACCUEIL_STATIC_ROOT": static_root,
    }


def _run(*words: str, environment: dict[str, str]) -> None:
    subprocess.run(  # noqa: S603 -- words of ours
        [sys.executable, *words], env=environment, cwd=settings.BASE_DIR, check=True
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


def _wait(server: subprocess.Popen, port: int) -> None:
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            with closing(Client(port)) as client:
                client.get(EMPTY)
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > limit:
                raise RuntimeError("the server does not answer") from None
            time.sleep(0.1)
