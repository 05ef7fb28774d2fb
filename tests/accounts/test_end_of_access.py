"""An account that ends takes its rights and its sessions along."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model

from tests.accounts.doors import ADMIN, is_signed_in, sign_in
from tests.client import StrictClient
from tests.conftest import signed_in
from tests.factories import make_initiative, make_organisation

pytestmark = pytest.mark.django_db


def test_a_deactivated_account_loses_its_open_session(colleague):
    client = signed_in(colleague)
    assert client.get(ADMIN).status_code == 200

    colleague.is_active = False
    colleague.save()

    assert client.get(ADMIN).status_code == 302
    assert not sign_in(StrictClient())["Location"].startswith(ADMIN)


def test_access_stops_after_its_last_day(colleague):
    client, today = signed_in(colleague), date.today()  # noqa: DTZ011 a calendar day
    colleague.access_ends_on = today
    colleague.save()
    assert client.get(ADMIN).status_code == 200

    colleague.access_ends_on = today - timedelta(days=1)
    colleague.save()

    assert client.get(ADMIN).status_code == 302
    again = StrictClient()
    sign_in(again)
    assert not is_signed_in(again)


def test_an_ended_account_keeps_no_reader_s_right(colleague):
    draft = make_initiative(status="draft")
    client = signed_in(colleague)
    assert client.get(draft.get_absolute_url()).status_code == 200

    colleague.access_ends_on = date(2020, 1, 1)
    colleague.save()

    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_partner_removed_from_its_organisation_loses_its_drafts(partner):
    draft = make_initiative(status="draft", lead=partner.organisation)
    assert partner.get(draft.get_absolute_url()).status_code == 200

    get_user_model().objects.update(organisation=make_organisation())
    assert partner.get(draft.get_absolute_url()).status_code == 404

    get_user_model().objects.update(organisation=None)
    assert partner.get(draft.get_absolute_url()).status_code == 404
