"""Public answers are asked again after a deployment, and only then."""

import shutil

import pytest

from accueil.common import release
from accueil.common.api import views as api
from accueil.reference import etags
from tests.factories import make_initiative


@pytest.fixture
def code(tmp_path):
    """A copy of the house: a package, templates, locked dependencies."""
    for name in ("accueil/views.py", "templates/base.html", "uv.lock"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")
    return tmp_path


def test_the_same_code_elsewhere_has_the_same_mark(code, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("server") / "app"
    shutil.copytree(code, elsewhere)
    (elsewhere / "accueil/__pycache__").mkdir()
    (elsewhere / "accueil/__pycache__/views.cpython-311.pyc").write_text("compiled")

    assert release.mark(elsewhere) == release.mark(code)


@pytest.mark.parametrize("name", ["accueil/views.py", "templates/base.html", "uv.lock"])
def test_a_changed_file_changes_the_mark(code, name):
    before = release.mark(code)

    (code / name).write_text("two")

    assert release.mark(code) != before


def test_a_renamed_file_changes_the_mark(code):
    before = release.mark(code)

    (code / "accueil/views.py").rename(code / "accueil/urls.py")

    assert release.mark(code) != before


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/territoires/contours.json", "/api/v1/acteurs/"])
def test_what_was_held_before_a_deployment_is_sent_again(client, monkeypatch, address):
    make_initiative()
    held = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": held}).status_code == 304

    for module in (etags, api):
        monkeypatch.setattr(module, "RELEASE", "another")

    assert client.get(address, headers={"If-None-Match": held}).status_code == 200
