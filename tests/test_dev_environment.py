"""The runner: stamps, secrets, environment of what it starts, accounts it shows."""

from tests.runner import dev


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
