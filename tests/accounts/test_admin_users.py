"""Accounts: nobody gives, or takes over, more rights than he has."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accueil import permissions as groups
from tests.admin_tools import change_url, edit, form_values, page_url
from tests.conftest import signed_in
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
User = get_user_model()
ADD = "/admin/accounts/user/add/"
PASSWORD = "Trois-loutres-sages-2026"


@pytest.fixture
def superuser(db):
    return signed_in(make_user(is_staff=True, is_superuser=True))


def choices(client, obj) -> set[str]:
    form = client.get(change_url(obj)).context["adminform"].form
    return {group.name for group in form.fields["groups"].queryset}


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def test_an_administrator_opens_an_account(administrator):
    organisation = make_organisation()
    values = form_values(administrator.get(ADD), "user_form")

    administrator.post(
        ADD,
        {
            **values,
            "username": "rose",
            "email": "rose@exemple.test",
            "organisation": organisation.pk,
            "access_ends_on": "31/08/2030",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "is_superuser": "on",
            "is_staff": "on",
        },
    )

    rose = User.objects.get(username="rose")
    assert rose.check_password(PASSWORD)
    assert (rose.organisation, str(rose.access_ends_on)) == (organisation, "2030-08-31")
    assert (rose.is_superuser, rose.is_staff) == (False, False)


@pytest.mark.parametrize("password", ["court", "123456789012345", "password1234"])
def test_a_weak_password_is_refused(administrator, password):
    values = form_values(administrator.get(ADD), "user_form")

    response = administrator.post(
        ADD,
        {**values, "username": "rose", "password1": password, "password2": password},
    )

    assert list(response.context["adminform"].form.errors) == ["password2"]
    assert not User.objects.filter(username="rose").exists()


def test_groups_offered_are_those_whose_rights_one_holds(administrator, superuser):
    beyond = Group.objects.create(name="Au-delà")
    beyond.permissions.add(Permission.objects.get(codename="delete_user"))
    person = make_user()

    assert choices(administrator, person) == set(groups.GROUPS)
    assert choices(superuser, person) == {*groups.GROUPS, "Au-delà"}


def test_a_group_beyond_one_s_rights_is_not_granted(administrator):
    beyond = Group.objects.create(name="Au-delà")
    beyond.permissions.add(Permission.objects.get(codename="delete_user"))
    person = make_user()

    response = edit(administrator, person, groups=[beyond.pk])

    assert list(response.context["adminform"].form.errors) == ["groups"]
    assert list(person.groups.all()) == []


def test_whoever_manages_accounts_only_grants_little(as_person):
    clerk = as_person("accounts.view_user", "accounts.change_user")
    person = make_user()

    assert choices(clerk, person) == {groups.PARTNER, groups.ELECTED_READER}
    response = edit(clerk, person, groups=[group(groups.CURATOR).pk])
    assert list(response.context["adminform"].form.errors) == ["groups"]


def test_rights_outside_the_form_are_not_granted(administrator):
    person = make_user()
    right = Permission.objects.get(codename="delete_user")

    response = edit(
        administrator,
        person,
        is_superuser="on",
        user_permissions=[right.pk],
        password="md5$x$y",
        last_login_0="01/01/2020",
        pk="999999",
        id="999999",
    )

    assert response.status_code == 302
    after = User.objects.get(pk=person.pk)
    assert (after.is_superuser, after.user_permissions.count()) == (False, 0)
    assert (after.password, after.last_login) == (person.password, None)


def test_one_s_own_rights_do_not_grow(administrator):
    me = User.objects.get(groups__name=groups.ADMINISTRATOR)

    edit(administrator, me, is_superuser="on")

    me.refresh_from_db()
    assert me.is_superuser is False


@pytest.mark.parametrize("target", ["superuser", "beyond"])
def test_a_stronger_account_is_looked_at_not_touched(administrator, target):
    other = make_user(
        is_staff=True,
        is_superuser=target == "superuser",
        permissions=["accounts.delete_user"] if target == "beyond" else [],
    )
    password = other.password
    addresses = {
        "change": change_url(other),
        "password": reverse("admin:auth_user_password_change", args=[other.pk]),
        "factor": reverse("admin:accounts_user_second_factor", args=[other.pk]),
        "delete": page_url(other, "delete"),
    }

    looked = administrator.get(change_url(other))
    answers = {
        name: administrator.post(
            url,
            {"email": "vol@exemple.test", "password1": PASSWORD, "password2": PASSWORD},
        ).status_code
        for name, url in addresses.items()
    }

    assert looked.status_code == 200
    assert set(answers.values()) == {403}
    other.refresh_from_db()
    assert (other.password, other.email) != (password, "vol@exemple.test")
    assert other.password == password


def test_a_superuser_touches_everybody(superuser):
    other = make_user(is_superuser=True, email="avant@exemple.test")

    assert edit(superuser, other, email="apres@exemple.test").status_code == 302

    other.refresh_from_db()
    assert other.email == "apres@exemple.test"


def test_no_trace_of_the_password_is_shown(administrator, superuser):
    person = make_user()

    for reader in (administrator, superuser):
        page = reader.get(change_url(person)).content.decode()
        assert person.password not in page
        assert "md5" not in page.lower()


def test_a_password_set_by_an_administrator_ends_open_sessions(administrator):
    person = make_user(is_staff=True)
    session = signed_in(person)
    url = reverse("admin:auth_user_password_change", args=[person.pk])

    response = administrator.post(url, {"password1": PASSWORD, "password2": PASSWORD})

    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert session.get("/admin/").status_code == 302


def test_a_changed_address_takes_the_former_one_away(administrator):
    person = make_user(email="avant@exemple.test")
    EmailAddress.objects.create(user=person, email="avant@exemple.test", verified=True)

    edit(administrator, person, email="apres@exemple.test")

    assert EmailAddress.objects.filter(user=person).count() == 0


def test_a_lost_second_factor_is_reset_by_a_form_only(administrator):
    person = make_user()
    Authenticator.objects.create(user=person, type="totp", data={})
    url = reverse("admin:accounts_user_second_factor", args=[person.pk])

    administrator.get(url)
    assert Authenticator.objects.count() == 1
    administrator.post(url)
    assert Authenticator.objects.count() == 0


def test_no_account_is_not_found(administrator):
    url = reverse("admin:accounts_user_second_factor", args=[0])

    assert administrator.post(url).status_code == 404


def test_two_accounts_do_not_share_a_name(administrator):
    person, other = make_user(), make_user()

    response = edit(administrator, person, username=other.username)

    errors = dict(response.context["adminform"].form.errors)
    assert errors == {"username": ["Un utilisateur avec ce nom existe déjà."]}


def test_groups_are_read_not_written(administrator):
    curators = group(groups.CURATOR)
    before = set(curators.permissions.all())

    page = administrator.get(change_url(curators))
    answer = administrator.post(
        change_url(curators), {"name": "Volé", "permissions": []}
    )

    assert "Peut publier, dépublier et archiver" in page.content.decode()
    assert answer.status_code == 403
    assert set(curators.permissions.all()) == before


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_accounts_costs_the_same_queries(
    administrator, django_assert_num_queries, rows
):
    for _ in range(rows):
        make_user(organisation=make_organisation(), groups=[groups.CURATOR])

    with django_assert_num_queries(7):
        administrator.get("/admin/accounts/user/")
