"""Actors as a spreadsheet: there and back, and what is refused."""

import pytest
from django.core.management import call_command

from accueil.exchange.organisations import OrganisationResource
from accueil.exchange.plan import carry_out, changes, make_plan
from accueil.exchange.tables import Line, Table
from accueil.reference.models import Organisation
from tests.factories import (
    ORLEANS,
    make_department,
    make_network,
    make_organisation,
    make_territory,
)

pytestmark = pytest.mark.django_db
HEADERS = ("Nom", "Nature")


@pytest.fixture
def staff() -> OrganisationResource:
    return OrganisationResource(private=True)


@pytest.fixture
def full():
    """One actor that says something in nearly every column."""
    department = make_department()
    town = make_territory(ORLEANS, name="Orléans", code="45234", department=department)
    return make_organisation(
        name="Maison ouverte",
        slug="maison-ouverte",
        acronym="MO",
        aliases=["Maison des langues", "La Maison"],
        siret="73282932000074",
        website="https://maison.example.org/",
        ecosystem="both",
        territory=department,
        commune=town,
        location=ORLEANS,
        networks=[make_network(name="ANVITA")],
        internal_note="Appeler.",
    )


def table(headers, *rows) -> Table:
    lines = tuple(Line(rank + 2, tuple(row)) for rank, row in enumerate(rows))
    return Table("csv", tuple(headers), 1, lines)


def exported(resource) -> Table:
    rows = resource.rows(Organisation.objects.order_by("pk"), resource.columns)
    return table(
        [column.label for column in resource.columns],
        *[
            [" ; ".join(cell) if isinstance(cell, tuple) else cell for cell in row]
            for row in rows
        ],
    )


def test_what_is_exported_comes_back_unchanged(staff, full):
    make_organisation(name="Nue", is_published=False)

    plan = make_plan(staff, exported(staff))

    assert plan.summary == "lues 2, créées 0, modifiées 0, inchangées 2, refusées 0"


def test_one_edited_cell_is_one_change(staff, full):
    found = exported(staff)
    cells = list(found.lines[0].cells)
    cells[found.headers.index("Autres noms")] = "La Maison"

    plan = make_plan(staff, table(found.headers, cells))
    carry_out(plan, by=None)

    assert [changes(draft) for draft in plan.changed] == [
        {"autres_noms": (("Maison des langues", "La Maison"), ("La Maison",))}
    ]
    full.refresh_from_db()
    assert (full.aliases, full.version) == (["La Maison"], 1)


def test_a_new_actor_is_not_published(staff, full):
    headers = (*HEADERS, "Territoire administré", "Commune", "Publié")
    row = ("Ville d’Orléans", "Commune ou CCAS", "departement:45", "orleans", "oui")

    plan = make_plan(staff, table(headers, row))
    assert plan.drafts[0].errors == {}
    (pk,) = carry_out(plan, by=None).created

    made = Organisation.objects.get(pk=pk)
    assert (made.slug, made.kind, made.is_published) == (
        "ville-d-orleans",
        "commune",
        False,
    )
    assert (made.territory.code, made.commune.code) == ("45", "45234")


def test_a_double_is_told(staff, full):
    plan = make_plan(staff, table(HEADERS, ("MO", "association")))

    assert [draft.resembles for draft in plan.doubtful] == ["« Maison ouverte »"]


@pytest.mark.parametrize(
    ("header", "typed", "column"),
    [
        ("SIRET", "73282932000075", "siret"),
        ("SIRET", "7,3283E+13", "siret"),
        ("Numéro RNA", "X123", "rna"),
        ("Site internet", "javascript:alert(1)", "site"),
        ("Nature", "mairie", "nature"),
        ("Territoire administré", "galaxie:1", "territoire"),
    ],
)
def test_a_wrong_cell_is_named(staff, full, header, typed, column):
    values = {"Nom": "Autre", "Nature": "association", header: typed}

    (draft,) = make_plan(staff, table(values, values.values())).refused

    assert list(draft.errors) == [column]


def test_the_public_sees_no_private_column(full):
    public = OrganisationResource(private=False)

    names = {column.name for column in public.columns}

    assert not names & {"note", "adresse", "latitude", "longitude", "raison", "publie"}


def test_a_file_of_actors_is_imported_by_a_command(tmp_path, capsys):
    make_territory(ORLEANS, name="Orléans", code="45234", department=make_department())
    file = tmp_path / "acteurs.csv"
    file.write_text("Nom;Nature;Commune\nMaison ouverte;association;Orléans\n")

    call_command("import_organisations", str(file))

    last = capsys.readouterr().out.strip().split("\n")[-1]
    assert last == "lues 1, créées 1, modifiées 0, inchangées 0, refusées 0"
    assert Organisation.objects.get(slug="maison-ouverte").commune.code == "45234"
