"""Publication, archives, verification: what they ask for, what they leave behind."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from initiatives import actions
from initiatives.models import Initiative
from tests.factories import (
    make_initiative,
    make_organisation,
    make_territory,
    make_user,
)

pytestmark = pytest.mark.django_db
Status = Initiative.Status
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def colleague(db):
    return make_user(first_name="Rose", last_name="Durand")


def last_line(initiative):
    """(reason, author's number) of the latest line of history."""
    row = initiative.history.latest("history_id")
    return row.history_change_reason, row.history_user_id


def test_publish_dates_the_first_publication_and_says_who(colleague):
    draft = make_initiative(status="draft")

    actions.publish(draft, by=colleague, at=NOON)

    stored = Initiative.objects.get(pk=draft.pk)
    assert (stored.status, stored.published_at) == (Status.PUBLISHED, NOON)
    assert (draft.status, draft.published_at) == (Status.PUBLISHED, NOON)
    assert last_line(draft) == ("Publication", colleague.pk)


def test_publishing_again_keeps_the_first_date(colleague):
    initiative = make_initiative(status="draft", published_at=NOON)

    actions.publish(initiative, by=colleague)

    assert initiative.published_at == NOON


def test_publish_lists_all_that_is_missing_and_saves_nothing(colleague):
    lead = make_organisation(name="Bienvenue", is_published=False)
    draft = make_initiative(
        status="draft", summary="", source_title="", location=None, lead=lead
    )

    with pytest.raises(ValidationError) as refusal:
        actions.publish(draft, by=colleague)

    unpublished_lead = (
        "La structure porteuse « Bienvenue » n’est pas publiée : "
        "ouvrez sa fiche et cochez « publié » d’abord."
    )
    assert refusal.value.messages == [
        "Rédigez un résumé : la carte et la liste le montrent.",
        "Indiquez la source des informations.",
        "Indiquez un lieu : une commune, une position ou un territoire d’action.",
        unpublished_lead,
    ]
    assert Initiative.objects.get().status == Status.DRAFT
    assert draft.history.filter(history_change_reason="Publication").count() == 0


@pytest.mark.parametrize(
    "place",
    [
        {"commune": True},
        {"location": (1.9, 47.9)},
        {"territories": True},
    ],
)
def test_any_place_is_enough_to_publish(colleague, place):
    fields = {"location": None}
    fields |= {key: value for key, value in place.items() if key == "location"}
    if "commune" in place:
        fields["commune"] = make_territory()
    if "territories" in place:
        fields["territories"] = [make_territory()]
    draft = make_initiative(status="draft", **fields)

    actions.publish(draft, by=colleague)

    assert draft.status == Status.PUBLISHED


def test_publish_refuses_what_the_model_refuses(colleague):
    draft = make_initiative(status="draft")
    Initiative.objects.filter(pk=draft.pk).update(source_url="javascript:alert(1)")

    with pytest.raises(ValidationError):
        actions.publish(draft, by=colleague)

    assert Initiative.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("action", "before", "after", "reason"),
    [
        (actions.unpublish, "published", "draft", "Dépublication"),
        (actions.unpublish, "archived", "draft", "Sortie des archives"),
        (actions.archive, "published", "archived", "Archivage"),
        (actions.archive, "draft", "archived", "Archivage"),
        (actions.send_to_review, "draft", "review", "Envoi en relecture"),
    ],
)
def test_a_step_changes_the_status_and_leaves_its_reason(
    colleague, action, before, after, reason
):
    initiative = make_initiative(status=before)

    action(initiative, by=colleague)

    assert Initiative.objects.get().status == after
    assert last_line(initiative) == (reason, colleague.pk)


@pytest.mark.parametrize(
    ("action", "status", "message"),
    [
        (actions.publish, "published", "Cette fiche est déjà publiée."),
        (actions.archive, "archived", "Cette fiche est déjà archivée."),
        (
            actions.unpublish,
            "draft",
            "Cette fiche n’est ni publiée ni archivée.",
        ),
        (
            actions.send_to_review,
            "published",
            "Seul un brouillon peut être envoyé en relecture.",
        ),
    ],
)
def test_a_step_out_of_place_is_refused(colleague, action, status, message):
    initiative = make_initiative(status=status)

    with pytest.raises(ValidationError) as refusal:
        action(initiative, by=colleague)

    assert refusal.value.messages == [message]


def test_mark_verified_records_who_and_when(colleague):
    initiative = make_initiative()

    actions.mark_verified(initiative, by=colleague, on=date(2026, 2, 1))

    stored = Initiative.objects.get()
    assert (stored.verified_on, stored.verified_by) == (date(2026, 2, 1), colleague)
    assert last_line(initiative) == ("Vérification", colleague.pk)


def test_a_verification_is_not_dated_in_the_future(colleague):
    with pytest.raises(ValidationError, match="futur"):
        actions.mark_verified(make_initiative(), by=colleague, on=date(2999, 1, 1))


def test_every_action_raises_the_version_and_spares_other_fields(colleague):
    initiative = make_initiative(status="draft")
    Initiative.objects.filter(pk=initiative.pk).update(title="Corrigé entre-temps")

    actions.send_to_review(initiative, by=colleague)
    actions.publish(initiative, by=colleague)
    actions.mark_verified(initiative, by=colleague)
    actions.revoke_previews(initiative, by=colleague)

    stored = Initiative.objects.get()
    assert (stored.title, stored.version) == ("Corrigé entre-temps", 4)
    assert initiative.version == 4
