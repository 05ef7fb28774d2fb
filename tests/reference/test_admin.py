"""Actors, territories and vocabularies in the administration."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from accueil.reference.models import Contact, Organisation, Synonym, Territory, Theme
from tests.admin_tools import change_url, edit, form_values, page_url
from tests.factories import (
    make_audience,
    make_contact,
    make_department,
    make_initiative,
    make_network,
    make_organisation,
    make_region,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
ACTORS = "/admin/reference/organisation/"
PLACES = "/admin/reference/territory/"
THEMES = "/admin/reference/theme/"


def shown(response) -> list[str]:
    return [str(row) for row in response.context["cl"].result_list]


def messages(client, response) -> list[tuple[str, str]]:
    page = client.get(response["Location"])
    return [(m.level_tag, str(m)) for m in page.context["messages"]]


# --- Actors ---------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("address", [ACTORS, PLACES, "/admin/reference/contact/"])
def test_lists_cost_the_same_queries_whatever_the_rows(
    agent, django_assert_num_queries, rows, address
):
    for _ in range(rows):
        department = (
            make_department(code=f"{10 + rows}", name="L") if rows == 1 else None
        )
        commune = make_territory(department=department)
        make_contact(organisation=make_organisation(commune=commune))

    with django_assert_num_queries(6):
        agent.get(address)


@pytest.mark.parametrize(
    "words",
    [
        "ofii",
        "immigration",
        "Office français",
        "12345678200002",
        "office-francais",
        "office immigration",
    ],
)
def test_an_actor_is_found_by_any_of_its_names(agent, words):
    make_organisation(
        name="Office français de l’immigration",
        acronym="OFII",
        aliases=["ANAEM"],
        siret="12345678200002",
    )
    make_organisation(name="Croix-Rouge")

    assert shown(agent.get(ACTORS, {"q": words})) == [
        "Office français de l’immigration"
    ]


def test_an_actor_is_written_with_contacts_and_networks(agent):
    make_region()
    network = make_network()
    values = form_values(agent.get(f"{ACTORS}add/"), "organisation_form")

    response = agent.post(
        f"{ACTORS}add/",
        {
            **values,
            "name": "Bienvenue",
            "slug": "bienvenue",
            "kind": "association",
            "is_published": "on",
            "aliases": "Welcome, Accueil 45",
            "latitude": "47,9",
            "longitude": "1,9",
            "contacts-TOTAL_FORMS": "1",
            "contacts-0-function": "direction",
            "contacts-0-email": "rose@exemple.test",
            "memberships-TOTAL_FORMS": "1",
            "memberships-0-network": network.pk,
            "_save": "1",
        },
    )

    assert response.status_code == 302, response.context["errors"]
    actor = Organisation.objects.get()
    assert (actor.aliases, actor.location.coords) == (
        ["Welcome", "Accueil 45"],
        (1.9, 47.9),
    )
    assert list(actor.contacts.values_list("email", flat=True)) == ["rose@exemple.test"]
    assert list(actor.networks.all()) == [network]


def test_publishing_an_actor_asks_for_the_right(as_person):
    person = as_person(
        "reference.view_organisation",
        "reference.change_organisation",
        "reference.view_private_organisation",
    )
    actor = make_organisation(is_published=False)

    assert edit(person, actor, is_published="on", name="Corrigé").status_code == 302

    actor.refresh_from_db()
    assert (actor.name, actor.is_published) == ("Corrigé", False)


def test_the_private_side_of_an_actor_is_hidden(as_person):
    actor = make_organisation(
        internal_note="canari-note", address="3 rue canari", location=(1.87654, 47.7)
    )
    make_contact(organisation=actor, name="Canari Durand")
    reader = as_person("reference.view_organisation")
    traces = ["canari-note", "rue canari", "1,87654", "1.87654", "Canari Durand"]

    page = reader.get(change_url(actor)).content.decode()

    assert [trace for trace in traces if trace in page] == []


def test_an_unpublished_actor_is_for_those_who_see_the_private_side(as_person, agent):
    hidden = make_organisation(name="Cachée", is_published=False)
    make_organisation(name="Publiée")
    reader = as_person("reference.view_organisation")

    assert shown(agent.get(ACTORS)) == ["Cachée", "Publiée"]
    assert shown(reader.get(ACTORS)) == ["Publiée"]
    assert reader.get(change_url(hidden)).status_code == 302


def test_nobody_deletes_a_territory_by_hand(as_person):
    place = make_territory()
    person = as_person("reference.view_territory", "reference.delete_territory")

    response = person.post(page_url(place, "delete"), {"post": "yes"})

    assert (response.status_code, Territory.objects.count()) == (403, 1)


def test_contacts_of_an_actor_ask_for_their_own_right(as_person, agent):
    actor = make_contact(name="Canari Durand").organisation
    person = as_person(
        "reference.view_organisation",
        "reference.change_organisation",
        "reference.view_private_organisation",
    )

    pages = [p.get(change_url(actor)).content.decode() for p in (agent, person)]

    assert ["Canari Durand" in page for page in pages] == [True, False]
    edit(person, actor, **{"contacts-0-name": "Volé", "contacts-TOTAL_FORMS": "1"})
    assert Contact.objects.get().name == "Canari Durand"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"siret": "12345678200002"}, "Un acteur porte déjà ce SIRET."),
        ({"rna": "W123456789"}, "Un acteur porte déjà ce numéro RNA."),
    ],
)
def test_two_actors_do_not_share_an_identifier(agent, fields, message):
    make_organisation(**fields)

    response = edit(agent, make_organisation(), **fields)

    assert dict(response.context["adminform"].form.errors) == {"__all__": [message]}


def test_a_contact_says_how_to_be_reached(agent):
    actor = make_organisation()

    response = edit(
        agent,
        actor,
        **{"contacts-TOTAL_FORMS": "1", "contacts-0-function": "direction"},
    )

    text = "Indiquez au moins un nom, un courriel ou un téléphone."
    assert text in response.content.decode()


def test_an_actor_edited_by_two_people_conflicts(agent, manager):
    actor = make_organisation(name="Avant")
    old = form_values(manager.get(change_url(actor)), "organisation_form")
    edit(agent, actor, name="Première")

    response = manager.post(change_url(actor), {**old, "name": "Seconde", "_save": "1"})

    assert response.context["adminform"].form.has_error("__all__", "conflict")
    actor.refresh_from_db()
    assert (actor.name, actor.version) == ("Première", 1)


def test_the_history_of_an_actor_hides_what_is_private(as_person, agent):
    actor = make_organisation(internal_note="canari-avant")
    Organisation.history.update(history_date="2026-01-01T00:00Z")
    actor.internal_note, actor.acronym = "canari-après", "BV"
    actor.save()
    person = as_person("reference.change_organisation")

    pages = [
        p.get(page_url(actor, "history")).content.decode() for p in (agent, person)
    ]

    assert ["canari" in page for page in pages] == [True, False]
    assert ["contenu réservé" in page for page in pages] == [False, True]
    assert all("<ins>BV</ins>" in page for page in pages)


def test_an_actor_in_use_is_not_deleted(manager):
    actor = make_initiative().lead

    page = manager.get(page_url(actor, "delete"))

    assert page.context["protected"] == ["1 initiative"]


# --- Territories ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("st jean", ["Saint-Jean-de-Braye (45284)"]),
        ("SAINT-JEAN", ["Saint-Jean-de-Braye (45284)"]),
        ("braye", ["Saint-Jean-de-Braye (45284)"]),
        ("45284", ["Saint-Jean-de-Braye (45284)"]),
        ("45800", ["Saint-Jean-de-Braye (45284)"]),
        ("orlea", ["Orléans (45234)"]),
        ("%", []),
    ],
)
def test_a_territory_is_found_by_name_code_or_postcode(agent, words, found):
    make_territory(name="Saint-Jean-de-Braye", code="45284", postal_codes=["45800"])
    make_territory(name="Orléans", code="45234")

    assert shown(agent.get(PLACES, {"q": words})) == found


def test_a_reader_looks_at_the_outline_without_any_field(agent):
    place = make_territory()

    page = agent.get(change_url(place)).content.decode()

    assert (
        f'data-place-url="{reverse("admin:reference_place", args=[place.pk])}"' in page
    )
    assert "django-leaflet-raw-textarea" not in page
    assert agent.post(change_url(place), {"name": "Volé"}).status_code == 403


def test_an_administrator_corrects_a_territory_but_not_its_outline(administrator):
    place = make_territory(name="Avant")
    outline = place.outline.wkt

    response = edit(administrator, place, name="Après", outline="POINT (0 0)")

    assert response.status_code == 302
    place = Territory.objects.get(pk=place.pk)
    assert (place.name, place.outline.wkt) == ("Après", outline)


def test_a_wrong_code_is_refused_in_french(administrator):
    response = edit(administrator, make_territory(), code="X")

    assert dict(response.context["adminform"].form.errors) == {
        "__all__": ["Ce code n’a pas la forme attendue."]
    }


# --- Vocabularies -----------------------------------------------------------------


def test_themes_are_shown_under_their_parent_with_their_uses(agent):
    language = make_theme(name="Langue", position=2)
    make_theme(name="Emploi", position=1)
    child = make_theme(name="Alphabétisation", parent=language, position=1)
    for _ in range(2):
        make_initiative(themes=[child])

    rows = agent.get(THEMES).context["cl"].result_list

    assert [(row.name, row.number_of_uses) for row in rows] == [
        ("Emploi", 0),
        ("Langue", 1),
        ("Alphabétisation", 2),
    ]
    assert [row.uses() for row in rows] == [0, 1, 2]


def test_a_term_in_use_is_not_deleted_and_says_why(manager):
    theme = make_theme(name="Langue")
    make_initiative(themes=[theme])

    page = manager.get(page_url(theme, "delete"))
    answer = manager.post(page_url(theme, "delete"), {"post": "yes"})

    remedy = "fusionnez-le avec un autre terme ou retirez-le."
    assert page.context["protected"] == [f"« Langue » est employé 1 fois : {remedy}"]
    assert (answer.status_code, Theme.objects.count()) == (200, 1)


def test_a_term_out_of_use_is_deleted(manager):
    theme = make_theme()

    manager.post(page_url(theme, "delete"), {"post": "yes"})

    assert Theme.objects.count() == 0


def test_merging_moves_the_uses_and_retires_the_term(agent):
    language, french = make_theme(name="Langue"), make_theme(name="Français")
    sheet = make_initiative(themes=[french])
    url = reverse("admin:reference_theme_merge", args=[french.pk])

    asked = agent.get(url)
    response = agent.post(url, {"into": language.pk})

    assert (asked.status_code, asked.context["uses"]) == (200, 1)
    assert list(sheet.themes.all()) == [language]
    french.refresh_from_db()
    assert (french.is_retired, french.replaced_by) == (True, language)
    assert messages(agent, response) == [
        ("success", "« Français » est fusionné dans « Langue » : 1 emploi(s).")
    ]


def test_terms_that_do_not_mix_are_refused_in_french(agent):
    one, other = make_audience(scope="newcomers"), make_audience(scope="unconditional")

    response = agent.post(
        reverse("admin:reference_audience_merge", args=[one.pk]), {"into": other.pk}
    )

    assert "ne se mélangent pas" in response.context["form"].errors["into"][0]


@pytest.mark.parametrize("into", ["", "x", "0", "itself", "retired"])
def test_a_merger_into_nothing_is_refused(agent, into):
    theme, retired = make_theme(), make_theme(is_retired=True)
    into = {"itself": theme.pk, "retired": retired.pk}.get(into, into)

    response = agent.post(
        reverse("admin:reference_theme_merge", args=[theme.pk]), {"into": into}
    )

    assert list(response.context["form"].errors) == ["into"]


def test_retiring_keeps_uses_and_stops_offering(agent):
    theme = make_theme(name="Langue")
    sheet = make_initiative(themes=[theme])
    url = reverse("admin:reference_theme_retire", args=[theme.pk])

    asked = agent.get(url)
    response = agent.post(url)

    assert (asked.status_code, messages(agent, response)) == (
        200,
        [("success", "« Langue » n’est plus proposé.")],
    )
    assert list(sheet.themes.filter(is_retired=True)) == [theme]
    offered = agent.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "initiatives",
            "model_name": "initiative",
            "field_name": "themes",
            "term": "langue",
        },
    )
    assert offered.json()["results"] == []
    assert edit(agent, sheet, title="Corrigé").status_code == 302
    assert list(sheet.themes.all()) == [theme]


def test_retiring_twice_says_so(agent):
    theme = make_theme(name="Langue", is_retired=True)

    response = agent.post(reverse("admin:reference_theme_retire", args=[theme.pk]))

    assert messages(agent, response) == [("error", "« Langue » est déjà retiré.")]


def choose(client, action: str, terms):
    return client.post(
        THEMES, {"action": action, ACTION_CHECKBOX_NAME: [term.pk for term in terms]}
    )


def test_list_actions_of_a_vocabulary(agent):
    one, other = make_theme(name="Un"), make_theme(name="Deux", is_retired=True)

    merged = choose(agent, "merge_selected", [one])

    assert merged["Location"] == reverse("admin:reference_theme_merge", args=[one.pk])
    assert messages(agent, choose(agent, "merge_selected", [one, other])) == [
        ("error", "Choisissez un seul terme, celui qui doit disparaître.")
    ]
    retired = choose(agent, "retire_selected", [one, other])
    assert sorted(messages(agent, retired)) == [
        ("error", "« Deux » est déjà retiré."),
        ("success", "« Un » n’est plus proposé."),
    ]


@pytest.mark.parametrize("page", ["merge", "retire"])
def test_readers_neither_merge_nor_retire(intern, page):
    theme = make_theme()
    url = reverse(f"admin:reference_theme_{page}", args=[theme.pk])

    assert [intern.get(url).status_code, intern.post(url).status_code] == [403, 403]
    theme.refresh_from_db()
    assert theme.is_retired is False


def test_no_term_is_not_found(agent):
    url = reverse("admin:reference_theme_merge", args=[0])

    assert agent.get(url).status_code == 404


def test_a_theme_has_two_levels_at_most(agent):
    child = make_theme(parent=make_theme())
    third = make_theme()

    response = edit(agent, third, parent=child.pk)

    assert dict(response.context["adminform"].form.errors) == {
        "parent": ["Les thèmes n’ont que deux niveaux."]
    }


def test_a_synonym_has_two_expressions(agent):
    row = Synonym.objects.create(words=["CIR", "contrat d’intégration républicaine"])

    response = edit(agent, row, words="seul")

    assert dict(response.context["adminform"].form.errors) == {
        "__all__": ["Donnez au moins deux expressions."]
    }
