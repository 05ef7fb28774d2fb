"""What is not public changes no byte of any answer."""

import pytest

from initiatives.models import Funding
from tests.factories import (
    make_contact,
    make_department,
    make_initiative,
    make_network,
    make_organisation,
    make_participation,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
ADDRESSES = [
    f"/api/v1/{path}"
    for path in (
        "",
        "initiatives/",
        "initiatives/?format=geojson",
        "initiatives/?q=cours&tri=pertinence",
        "initiatives/?theme=langue&departement=45",
        "initiatives/?pres_de=47.9,1.9&rayon=200",
        "initiatives/?type_porteur=association",
        "initiatives/publique/",
        "acteurs/",
        "acteurs/?q=association",
        "acteurs/?reseau=anvita&territoire=45234",
        "acteurs/connue/",
        "territoires/",
        "territoires/?format=geojson",
        "territoires/commune/45234/",
        "vocabulaires/",
        "vocabulaires/themes/",
        "schema/",
    )
]


def answers(client) -> dict[str, tuple[bytes, str]]:
    found = {}
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = (response.content, response["ETag"])
    return found


def test_private_rows_and_fields_leave_every_answer_as_it_was(client):
    commune = make_territory(code="45234", department=make_department())
    theme, network = make_theme(slug="langue"), make_network(slug="anvita")
    lead = make_organisation(
        slug="connue", name="Association", networks=[network], commune=commune
    )
    public = make_initiative(
        slug="publique", title="Cours", lead=lead, themes=[theme], commune=commune
    )
    before = answers(client)

    hidden = make_organisation(
        name="Association cachée",
        is_published=False,
        networks=[network],
        commune=commune,
    )
    for status in ("draft", "review", "archived"):
        make_initiative(
            title=f"Cours {status}", status=status, lead=lead, themes=[theme],
            commune=commune,
        )  # fmt: skip
    make_participation(public, organisation=hidden)
    Funding.objects.create(initiative=public, funder=hidden, amount_eur=1)
    public.contacts.add(make_contact(organisation=lead, name="Sans accord"))
    public.internal_note = lead.internal_note = "À rappeler."
    public.save()
    lead.save()

    assert answers(client) == before


def test_a_fictional_example_is_in_no_answer(client):
    lead = make_organisation(slug="connue", name="Association")
    make_initiative(
        slug="publique", title="Cours", lead=lead, themes=[make_theme(slug="langue")]
    )
    address = "/api/v1/initiatives/?q=cours"
    before = client.get(address).content

    make_initiative(title="Cours fictif", lead=lead, is_fictional=True)

    assert client.get(address).content == before
