"""The data version: raised by what is public, and by nothing else."""

import datetime

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction

from accueil.reference.models import DataVersion, Membership, Synonym, Territory
from initiatives.models import Funding, Initiative, Lever, Obstacle, Result
from tests.factories import (
    TOURS,
    make_audience,
    make_competence,
    make_contact,
    make_department,
    make_document,
    make_goal,
    make_initiative,
    make_lever_kind,
    make_network,
    make_obstacle_kind,
    make_organisation,
    make_participation,
    make_region,
    make_scheme,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 2)


def number() -> int:
    return DataVersion.current().number


def raised_by(write) -> bool:
    before = number()
    write()
    return number() > before


# What hangs on an initiative: function that adds one.
DETAILS = {
    "themes": lambda it: it.themes.add(make_theme()),
    "audiences": lambda it: it.audiences.add(make_audience()),
    "competences": lambda it: it.competences.add(make_competence()),
    "schemes": lambda it: it.schemes.add(make_scheme()),
    "goals": lambda it: it.goals.add(make_goal(100 + it.pk % 1000)),
    "territories": lambda it: it.territories.add(make_territory()),
    "contacts": lambda it: it.contacts.add(make_contact(consent_on=TODAY)),
    "participations": make_participation,
    "fundings": lambda it: Funding.objects.create(
        initiative=it, funder=make_organisation()
    ),
    "results": lambda it: Result.objects.create(
        initiative=it, label="Places", value=3, unit="places"
    ),
    "obstacles": lambda it: Obstacle.objects.create(
        initiative=it, kind=make_obstacle_kind()
    ),
    "levers": lambda it: Lever.objects.create(initiative=it, kind=make_lever_kind()),
    "documents": make_document,
}
# What everybody may read: function that makes one, field to change.
PUBLIC = {
    "territory": (make_territory, "name"),
    "department": (make_department, "name"),
    "region": (make_region, "name"),
    "organisation": (make_organisation, "summary"),
    "theme": (make_theme, "name"),
    "audience": (make_audience, "name"),
    "competence": (make_competence, "name"),
    "scheme": (make_scheme, "name"),
    "network": (make_network, "name"),
    "goal": (make_goal, "name"),
    "obstacle kind": (make_obstacle_kind, "name"),
    "lever kind": (make_lever_kind, "name"),
    "initiative": (make_initiative, "summary"),
}


@pytest.mark.parametrize("name", PUBLIC)
def test_public_row_raises_it_when_made_changed_deleted(name):
    make, field = PUBLIC[name]
    before = number()
    row = make()
    made = number()

    setattr(row, field, "Autrement")
    changed = raised_by(row.save)
    deleted = raised_by(row.delete)

    assert (made > before, changed, deleted) == (True, True, True)


def links_of(initiative: Initiative, name: str):
    field = getattr(initiative, name)
    return getattr(field, "through", field.model).objects.filter(initiative=initiative)


def changes_that_raise_it(name: str, status: str) -> list[bool]:
    """Whether moving a detail to a like initiative, then deleting it, raises it."""
    initiative, other = make_initiative(status=status), make_initiative(status=status)
    DETAILS[name](initiative)
    assert links_of(initiative, name).count() == 1

    moved = raised_by(lambda: links_of(initiative, name).update(initiative=other))
    return [moved, raised_by(links_of(other, name).delete)]


@pytest.mark.parametrize("name", DETAILS)
def test_detail_of_a_published_one_raises_it(name):
    assert raised_by(lambda: DETAILS[name](make_initiative()))
    assert changes_that_raise_it(name, "published") == [True, True]


@pytest.mark.parametrize("name", DETAILS)
def test_detail_of_a_draft_does_not(name):
    assert changes_that_raise_it(name, "draft") == [False, False]


def test_detail_that_the_public_does_not_see_does_not():
    initiative = make_initiative()
    hidden = make_organisation(is_published=False)
    contact = make_contact(organisation=hidden)

    assert not raised_by(lambda: initiative.contacts.add(contact))
    assert not raised_by(lambda: make_participation(initiative, organisation=hidden))
    assert not raised_by(
        lambda: Funding.objects.create(initiative=initiative, funder=hidden)
    )


@pytest.mark.parametrize("make", [make_initiative, make_organisation])
def test_private_columns_of_a_published_row_do_not(make):
    row = make(
        location=TOURS,
        commune=make_territory(),
        precision="commune",
        precision_reason="essai",
    )
    row.internal_note = "À rappeler"
    row.location = Point(0.7, 47.4, srid=4326)

    assert not raised_by(row.save)


DISCREET = {"precision": "commune", "precision_reason": "essai"}


@pytest.mark.parametrize("make", [make_initiative, make_organisation])
@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "3 rue Neuve"), ("precision_reason", "autre"), ("is_shelter", True)],
)
def test_what_a_discreet_row_keeps_for_itself_does_not(make, field, value):
    row = make(commune=make_territory(), address="12 rue Haute", **DISCREET)

    setattr(row, field, value)

    assert not raised_by(row.save)


@pytest.mark.parametrize("make", [make_initiative, make_organisation])
@pytest.mark.parametrize("fields", [{}, {**DISCREET, "precision": "street"}])
def test_an_address_that_the_public_reads_does(make, fields):
    row = make(commune=make_territory(), address="12 rue Haute", **fields)
    row.address = "3 rue Neuve"

    assert raised_by(row.save)


def test_an_address_that_becomes_public_does():
    initiative = make_initiative(commune=make_territory(), **DISCREET)
    initiative.address, initiative.precision = "3 rue Neuve", "exact"

    assert raised_by(initiative.save)


def test_public_position_does():
    initiative = make_initiative(location=TOURS)
    initiative.location = Point(0.7, 47.4, srid=4326)

    assert raised_by(initiative.save)


def test_writing_the_same_again_does_not():
    initiative = make_initiative()

    assert not raised_by(initiative.save)


@pytest.mark.parametrize("status", ["draft", "review", "archived"])
def test_unpublished_initiative_does_not(status):
    lead = make_organisation()
    before = number()
    initiative = make_initiative(lead=lead, status=status, location=TOURS)
    initiative.summary = initiative.internal_note = "Autrement"
    initiative.save()
    initiative.delete()

    assert number() == before


@pytest.mark.parametrize(
    ("status", "then"), [("draft", "published"), ("published", "archived")]
)
def test_publishing_and_withdrawing_raise_it(status, then):
    initiative = make_initiative(status=status)
    initiative.status = then

    assert raised_by(initiative.save)


def test_unpublished_organisation_does_not():
    before = number()
    organisation = make_organisation(is_published=False)
    organisation.internal_note = organisation.name = "Autrement"
    organisation.save()
    organisation.delete()

    assert number() == before


def test_membership_raises_it_for_a_published_organisation_only():
    network = make_network()
    public, private = make_organisation(), make_organisation(is_published=False)

    assert raised_by(
        lambda: Membership.objects.create(organisation=public, network=network)
    )
    assert not raised_by(
        lambda: Membership.objects.create(organisation=private, network=network)
    )


def test_contact_raises_it_with_consent_only():
    organisation = make_organisation()
    before = number()
    contact = make_contact(organisation=organisation, phone="0102030405")
    contact.phone = "0102030406"
    contact.save()
    assert number() == before

    contact.consent_on = TODAY
    assert raised_by(contact.save)

    contact.consent_on = None
    assert raised_by(contact.save)


def test_synonym_raises_it():
    assert raised_by(lambda: Synonym.objects.create(words=["ofii", "office"]))


def test_a_bulk_write_raises_it_once():
    for _ in range(3):
        make_initiative()
    before = number()

    Initiative.objects.update(summary="Ensemble")

    assert number() == before + 1


def test_a_write_rolled_back_leaves_it():
    before = number()
    with transaction.atomic():
        savepoint = transaction.savepoint()
        make_theme()
        transaction.savepoint_rollback(savepoint)

    assert number() == before


def test_raw_sql_raises_it_too():
    territory = make_territory()
    with connection.cursor() as cursor:
        assert raised_by(
            lambda: cursor.execute(
                "UPDATE reference_territory SET population = 3 WHERE id = %s",
                [territory.pk],
            )
        )


def test_it_says_when():
    make_theme()

    assert DataVersion.current().changed_at is not None
    assert DataVersion.objects.count() == 1


def test_without_its_row_it_is_zero(django_assert_num_queries):
    DataVersion.objects.all().delete()

    with django_assert_num_queries(1):
        assert str(DataVersion.current()) == "0"


def test_district_s_communes_raise_it():
    """They decide what a filter by commune finds."""
    commune = make_territory()
    district = Territory.objects.create(kind="district", code="QN04501M", name="Essai")

    assert raised_by(lambda: district.communes.add(commune))
