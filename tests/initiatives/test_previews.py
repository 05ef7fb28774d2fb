"""Signed links: they open one sheet, for a week, until they are revoked."""

import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.signing import TimestampSigner

from initiatives import actions
from initiatives.previews import LASTS, preview_path, preview_token, resolve_preview
from tests.factories import make_document, make_initiative, make_user

pytestmark = pytest.mark.django_db


def test_a_link_opens_its_own_sheet_only():
    draft, other = make_initiative(status="draft"), make_initiative(status="draft")

    found = resolve_preview(preview_token(draft))

    assert (found, preview_token(draft) == preview_token(other)) == (draft, False)


def test_a_link_lasts_a_week(monkeypatch):
    draft = make_initiative(status="draft")
    token = preview_token(draft)
    before, after = LASTS - timedelta(minutes=1), LASTS + timedelta(minutes=1)

    def later(delay):
        now = time.time() + delay.total_seconds()
        monkeypatch.setattr("django.core.signing.time.time", lambda: now)
        opened = resolve_preview(token)
        monkeypatch.undo()
        return opened

    assert (later(before), later(after)) == (draft, None)


def test_revoking_closes_links_already_given_and_later_ones_work():
    draft = make_initiative(status="draft")
    former = preview_token(draft)

    actions.revoke_previews(draft)

    assert resolve_preview(former) is None
    assert resolve_preview(preview_token(draft)) == draft
    last = draft.history.latest("history_id")
    assert last.history_change_reason == "Révocation des liens d’aperçu"


@pytest.mark.parametrize("token", ["", "1", "a:b:c", "1.x:1:y", "\x00", "é" * 5000])
def test_a_forged_link_opens_nothing(token):
    make_initiative(status="draft")

    assert resolve_preview(token) is None


def test_a_signature_made_for_another_use_opens_nothing():
    draft = make_initiative(status="draft")
    elsewhere = TimestampSigner(salt="other").sign(
        f"{draft.pk}.{draft.preview_key.hex}"
    )

    assert resolve_preview(elsewhere) is None


def test_the_page_opens_for_anybody_who_holds_the_link(client):
    draft = make_initiative(status="draft", title="Un brouillon à relire")

    response = client.get(preview_path(draft))

    assert response.status_code == 200
    assert response.context["initiative"] == draft
    actions.revoke_previews(draft)
    assert client.get(response.request["PATH_INFO"]).status_code == 404


def test_the_link_also_opens_the_files_of_its_sheet_only(client):
    draft, other = make_initiative(status="draft"), make_initiative(status="draft")
    document = make_document(
        draft, kind="file", url="", file=ContentFile(b"x", "a.pdf")
    )
    address = f"{preview_path(draft)}documents/{document.public_id}/"

    page = client.get(preview_path(draft))

    link = page.context["preview"]
    assert f"{link}/documents/{document.public_id}/" in page.content.decode()
    opened = client.get(address)
    assert opened.status_code == 200
    assert "no-store" in opened["Cache-Control"]
    elsewhere = f"{preview_path(other)}documents/{document.public_id}/"
    assert client.get(elsewhere).status_code == 404
    assert client.get(document.get_absolute_url()).status_code == 404
    actions.revoke_previews(draft)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("withdraw", [actions.unpublish, actions.archive])
def test_what_is_withdrawn_closes_the_links_already_given(withdraw):
    initiative = make_initiative()
    token = preview_token(initiative)

    withdraw(initiative, by=make_user())

    assert resolve_preview(token) is None
