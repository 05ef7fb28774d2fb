"""The runner: its verbs, their arguments, the address it listens on."""

import socket
import sys

import pytest

from tests.runner import dev


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
