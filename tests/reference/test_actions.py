"""A term in use is merged into another or retired; nothing it marks is lost."""

import pytest
from django.core.exceptions import ValidationError

from accueil.reference.actions import merge_terms, retire_term
from accueil.reference.models import Membership
from initiatives.models import Obstacle
from tests.factories import (
    make_audience,
    make_competence,
    make_initiative,
    make_lever_kind,
    make_network,
    make_obstacle_kind,
    make_organisation,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db


def refusal(term, into):
    with pytest.raises(ValidationError) as caught:
        merge_terms(term, into=into)
    term.refresh_from_db()
    assert not term.is_retired
    return caught.value.messages[0]


def test_a_merged_theme_gives_its_initiatives_and_retires():
    old, new = make_theme(), make_theme()
    one, both = make_initiative(themes=[old]), make_initiative(themes=[old, new])

    moved = merge_terms(old, into=new)

    old.refresh_from_db()
    assert moved == 2
    assert list(one.themes.all()) == list(both.themes.all()) == [new]
    assert (old.is_retired, old.replaced_by) == (True, new)


def test_the_history_of_each_initiative_names_the_author_once():
    old, new = make_theme(name="Ancien"), make_theme(name="Nouveau")
    initiative, author = make_initiative(themes=[old]), make_user()
    before = initiative.history.count()

    merge_terms(old, into=new, by=author)

    line = initiative.history.first()
    assert initiative.history.count() == before + 1
    assert line.history_user == author
    assert line.history_change_reason == "fusion de « Ancien » dans « Nouveau »"
    assert [link.theme for link in line.themes.all()] == [new]


def test_keys_move_with_the_term():
    old, new = make_obstacle_kind(), make_obstacle_kind()
    obstacle = make_initiative().obstacles.create(kind=old)

    merge_terms(old, into=new)

    obstacle.refresh_from_db()
    assert obstacle.kind == new


def test_what_would_stand_twice_stands_once():
    old, new = make_obstacle_kind(), make_obstacle_kind()
    initiative = make_initiative()
    for kind in (old, new):
        initiative.obstacles.create(kind=kind, note="même remarque")
    initiative.obstacles.create(kind=old, note="autre remarque")

    merge_terms(old, into=new)

    kept = initiative.obstacles.values_list("kind", "note").order_by("note")
    assert list(kept) == [(new.pk, "autre remarque"), (new.pk, "même remarque")]


def test_a_membership_of_both_networks_stands_once():
    old, new = make_network(), make_network()
    organisation = make_organisation(networks=[old, new])

    merge_terms(old, into=new)

    assert Membership.objects.get().network == new
    assert list(organisation.networks.all()) == [new]


def test_a_membership_since_the_same_year_stands_once_whatever_its_source():
    old, new = make_network(), make_network()
    organisation = make_organisation()
    for network, source in ((old, "Un article"), (new, "Un rapport")):
        organisation.memberships.create(
            network=network, joined_year=2019, source_title=source
        )

    merge_terms(old, into=new)

    assert Membership.objects.get().source_title == "Un rapport"


def test_children_and_dependent_vocabularies_move():
    old, new = make_theme(), make_theme()
    child, kind = make_theme(parent=old), make_obstacle_kind(theme=old)

    merge_terms(old, into=new)

    child.refresh_from_db()
    kind.refresh_from_db()
    assert child.parent == kind.theme == new


def test_a_competence_is_moved_wherever_it_stands():
    old, new = make_competence(), make_competence()
    initiative = make_initiative(competences=[old])
    initiative.obstacles.create(kind=make_obstacle_kind(), competence=old)
    initiative.levers.create(kind=make_lever_kind(competence=old), competence=old)

    merge_terms(old, into=new)

    assert old.uses() == 0
    assert new.uses() == 4


def test_a_term_merged_twice_leads_to_the_last_one():
    first, second, third = make_theme(), make_theme(), make_theme()

    merge_terms(first, into=second)
    merge_terms(second, into=third)

    first.refresh_from_db()
    assert first.replaced_by == third


def test_a_theme_with_children_does_not_go_under_a_sub_theme():
    top, other = make_theme(), make_theme()
    make_theme(parent=top)

    message = refusal(top, make_theme(parent=other))

    assert message == "Les thèmes n’ont que deux niveaux."


def test_a_theme_does_not_merge_into_its_own_child():
    top = make_theme()
    child = make_theme(parent=top)

    assert "descendre de lui-même" in refusal(top, child)
    assert Obstacle.objects.count() == 0


def test_different_vocabularies_do_not_merge():
    message = refusal(make_theme(), make_competence())

    assert message == "Ces deux termes sont de vocabulaires différents."


def test_a_term_does_not_merge_with_itself():
    theme = make_theme()

    assert refusal(theme, theme) == "Un terme ne fusionne pas avec lui-même."


def test_nothing_merges_into_a_retired_term():
    message = refusal(make_theme(), make_theme(name="Vieux", is_retired=True))

    assert message == "« Vieux » est retiré : choisissez un terme proposé."


def test_unconditional_reception_and_newcomers_do_not_merge():
    everybody = make_audience(name="Tous", scope="unconditional")
    newcomers = make_audience(name="Arrivants", scope="newcomers")
    initiative = make_initiative(audiences=[everybody])

    message = refusal(everybody, newcomers)

    assert "ne se mélangent pas" in message
    assert list(initiative.audiences.all()) == [everybody]


def test_a_retired_term_stays_on_what_uses_it():
    theme = make_theme()
    initiative = make_initiative(themes=[theme])

    retire_term(theme)

    theme.refresh_from_db()
    assert theme.is_retired
    assert list(initiative.themes.all()) == [theme]


def test_a_term_retires_once():
    theme = make_theme(name="Vieux", is_retired=True)

    with pytest.raises(ValidationError, match="« Vieux » est déjà retiré"):
        retire_term(theme)
