"""Initiatives as a spreadsheet: there and back unchanged; what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accueil.exchange.plan import Plan, carry_out, changes, make_plan
from accueil.exchange.tables import Line, Table
from initiatives.models import Initiative
from initiatives.resources import InitiativeResource
from tests.factories import (
    ORLEANS,
    make_audience,
    make_department,
    make_initiative,
    make_organisation,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
HEADERS = ("Intitulé", "Structure porteuse")


@pytest.fixture
def staff() -> InitiativeResource:
    return InitiativeResource(private=True)


@pytest.fixture
def lead():
    return make_organisation(name="Entraide & Solidarités", acronym="E&S")


@pytest.fixture
def town():
    return make_territory(
        ORLEANS, name="Orléans", code="45234", department=make_department()
    )


def table(headers, *rows) -> Table:
    lines = tuple(Line(rank + 2, tuple(row)) for rank, row in enumerate(rows))
    return Table("csv", tuple(headers), 1, lines)


def exported(resource: InitiativeResource) -> Table:
    """Every initiative as a csv would give it back."""

    def cell(value):
        return " ; ".join(value) if isinstance(value, tuple) else value

    rows = resource.rows(Initiative.objects.order_by("pk"), resource.columns)
    return table(
        [column.label for column in resource.columns],
        *[tuple(map(cell, row)) for row in rows],
    )


def edited(found: Table, label: str, value, line: int = 0) -> Table:
    rank = found.headers.index(label)
    rows = [list(one.cells) for one in found.lines]
    rows[line][rank] = value
    return table(found.headers, *rows)


def plan_of(resource, headers, *rows) -> Plan:
    return make_plan(resource, table(headers, *rows))


def errors(plan: Plan) -> dict[str, str]:
    (draft,) = plan.refused
    return draft.errors


@pytest.fixture
def full(town, lead):
    """One initiative that says something in every column."""
    return make_initiative(
        title="Café des langues",
        slug="cafe-des-langues",
        description="Chaque mardi.\r\nSans rendez-vous.",
        lead=lead,
        commune=town,
        address="3 rue Royale",
        location=(1.9086532, 47.9012345),
        precision="street",
        precision_reason="à la demande du porteur",
        themes=[make_theme(name="Langue"), make_theme(name="Loisirs, culture")],
        audiences=[make_audience(name="Femmes")],
        territories=[town.department],
        started_on=date(2024, 3, 1),
        started_precision="month",
        budget_eur=Decimal("12500.50"),
        budget_year=2025,
        staff_fte=Decimal("1.50"),
        volunteers=12,
        level_in="A1",
        level_out="B1",
        internal_note="Appeler avant l’été.",
        verified_on=date(2026, 1, 5),
    )


# --- There and back ------------------------------------------------------------


def test_what_is_exported_comes_back_unchanged(staff, full):
    make_initiative(title="Nue", location=None)

    plan = make_plan(staff, exported(staff))

    assert plan.problems == []
    assert plan.summary == "lues 2, créées 0, modifiées 0, inchangées 2, refusées 0"


def test_the_public_file_changes_nothing_either(staff, full):
    plan = make_plan(staff, exported(InitiativeResource(private=False)))

    assert plan.counts["unchanged"] == 1
    assert plan.headers.unknown == ()


def test_one_edited_cell_is_one_change(staff, full):
    plan = make_plan(staff, edited(exported(staff), "Intitulé", "Café des mots"))

    (draft,) = plan.changed
    assert changes(draft) == {"intitule": ("Café des langues", "Café des mots")}


@pytest.mark.parametrize(
    ("label", "typed", "field", "stored"),
    [
        ("Budget total", "1 234,5", "budget_eur", Decimal("1234.50")),
        ("Début", "01/02/2026", "started_on", date(2026, 2, 1)),
        ("Début connu au", "Année", "started_precision", "year"),
        ("Bénévoles", None, "volunteers", None),
        ("Note interne", "", "internal_note", ""),
        ("Lieu d’hébergement", "oui", "is_shelter", True),
        ("État", "terminée", "stage", "ended"),
    ],
)
def test_a_change_is_written(staff, full, label, typed, field, stored):
    found = edited(exported(staff), label, typed)
    if field == "is_shelter":
        found = edited(found, "Précision publiée", "commune")

    carry_out(make_plan(staff, found), by=None)

    full.refresh_from_db()
    assert getattr(full, field) == stored
    assert full.version == 1


def test_links_change_and_the_history_says_so(staff, full):
    found = edited(exported(staff), "Thèmes", "loisirs, CULTURE")

    carry_out(make_plan(staff, found), by=None)

    assert [theme.name for theme in full.themes.all()] == ["Loisirs, culture"]
    last = full.history.first()
    assert last.history_change_reason == "Import d’un fichier"
    assert [link.theme.name for link in last.themes.all()] == ["Loisirs, culture"]


def test_coordinates_alone_change_the_place(staff, full):
    found = edited(exported(staff), "Latitude", "47,95")

    carry_out(make_plan(staff, found), by=None)

    full.refresh_from_db()
    assert full.location.coords == pytest.approx((1.9086532, 47.95))


def test_undo_writes_what_was(staff, full):
    before = exported(staff)
    changed = edited(edited(before, "Intitulé", "Autre"), "Thèmes", None)
    outcome = carry_out(make_plan(staff, changed), by=None)

    staff.restore(outcome.before, None)

    assert [line.cells[:-1] for line in exported(staff).lines] == [
        line.cells[:-1] for line in before.lines
    ]  # all but the date of change


def test_somebody_else_s_change_is_not_lost(staff, full):
    plan = make_plan(staff, edited(exported(staff), "Intitulé", "Autre"))
    Initiative.objects.filter(pk=full.pk).update(version=5, title="Entre-temps")

    with pytest.raises(ValidationError, match="Entre-temps"):
        carry_out(plan, by=None)

    full.refresh_from_db()
    assert full.title == "Entre-temps"


# --- New rows ------------------------------------------------------------------


def test_a_new_line_is_a_draft_at_the_centre_of_its_commune(staff, lead, town):
    plan = plan_of(staff, (*HEADERS, "Commune"), ("Cours du soir", "e&s", "orleans"))

    outcome = carry_out(plan, by=None)

    (made,) = Initiative.objects.filter(pk__in=outcome.created)
    assert (made.status, made.slug, made.lead) == ("draft", "cours-du-soir", lead)
    assert (made.commune, made.precision) == (town, "commune")
    assert made.precision_reason == "centre de la commune"
    assert made.location.coords == pytest.approx(ORLEANS)
    assert made.history.count() == 1


def test_addresses_stay_apart(staff, lead):
    make_initiative(slug="cours", title="Cours", lead=make_organisation())
    plan = plan_of(staff, HEADERS, ("Cours", "E&S"), ("Cours", "e&s"))

    pks = carry_out(plan, by=None).created

    slugs = Initiative.objects.filter(pk__in=pks).order_by("pk")
    assert [row.slug for row in slugs] == ["cours-2", "cours-3"]
    assert [draft.resembles for draft in plan.new] == [
        "",
        "« ligne 2 », même structure",
    ]


def test_a_double_of_a_sheet_is_told(staff, full):
    plan = plan_of(staff, HEADERS, ("cafe des  LANGUES", "E&S"))

    assert [draft.resembles for draft in plan.doubtful] == [
        "« Café des langues », même structure"
    ]


def test_status_never_comes_from_a_file(staff, lead):
    plan = plan_of(staff, (*HEADERS, "Statut"), ("Cours", "E&S", "publiée"))

    (pk,) = carry_out(plan, by=None).created

    assert Initiative.objects.get(pk=pk).status == "draft"


# --- What is refused -----------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "typed", "column", "said"),
    [
        ("Structure porteuse", "Entraide", "porteur", "Vouliez-vous dire"),
        ("Thèmes", "Lange", "themes", "Vouliez-vous dire « Langue » ?"),
        ("Thèmes", "Langue ; zzz", "themes", "« zzz » n’est pas connu."),
        ("Commune", "Nulleville", "commune", "Écrivez son code officiel"),
        ("Territoires d’action", "45", "territoires", None),
        ("Territoires d’action", "99", "territoires", "epci:244500468"),
        ("Latitude", "95", "longitude", "Il manque une coordonnée"),
        ("Fin", "31/02/2024", "fin", "ce jour n’existe pas"),
        ("Budget", "abc", "budget", "n’est pas un nombre"),
        ("Précision publiée", "commune", "raison", "Dites pourquoi"),
        ("Lieu d’hébergement", "oui", "precision", "se publie à la commune"),
        ("Identifiant", "inconnu", "identifiant", "n’existe pas"),
        ("Intitulé", "", "intitule", "Obligatoire"),
        ("Intitulé", "x" * 201, "intitule", "200 au plus"),
    ],
)
def test_a_wrong_cell_is_named(staff, full, header, typed, column, said):
    values = {"Intitulé": "Cours", "Structure porteuse": "E&S", header: typed}

    plan = plan_of(staff, values, tuple(values.values()))

    if said is None:
        assert plan.counts["new"] == 1
    else:
        assert said in errors(plan)[column]


@pytest.mark.parametrize(
    ("north", "east", "said"),
    [
        ("1,9", "47,9", "Coordonnées inversées ? Latitude 47.9, longitude 1.9."),
        ("600000", "6700000", "Pas des degrés"),
        ("47,9", "1,9", None),
    ],
)
def test_coordinates_are_looked_at(staff, lead, north, east, said):
    plan = plan_of(
        staff, (*HEADERS, "Latitude", "Longitude"), ("Cours", "E&S", north, east)
    )

    assert (errors(plan)["latitude"][: len(said)] if said else None) == said


def test_rules_over_two_cells(staff, lead):
    headers = (*HEADERS, "Début", "Fin", "Niveau à l’entrée", "Niveau à la sortie")

    plan = plan_of(
        staff, headers, ("Cours", "E&S", "2025-01-02", "2025-01-01", "B1", "A1")
    )

    assert errors(plan) == {
        "fin": "La fin précède le début.",
        "niveau_sortie": "Le niveau de sortie est inférieur à l’entrée.",
    }


def test_an_end_is_compared_with_the_stored_beginning(staff, full):
    plan = plan_of(
        staff,
        ("Identifiant", *HEADERS, "Fin"),
        ("cafe-des-langues", "Café", "E&S", "01/01/2020"),
    )

    assert errors(plan) == {"fin": "La fin précède le début."}


def test_the_same_sheet_twice_is_refused(staff, full):
    row = ("cafe-des-langues", "Café", "E&S")

    plan = plan_of(staff, ("Identifiant", *HEADERS), row, row)

    assert errors(plan) == {"identifiant": "Déjà à la ligne 2."}


def test_refused_lines_forbid_all_unless_one_says_so(staff, lead):
    plan = plan_of(staff, HEADERS, ("Bonne", "E&S"), ("Mauvaise", "inconnue"))

    with pytest.raises(ValidationError, match="Lignes refusées : 1"):
        carry_out(plan, by=None)
    assert Initiative.objects.count() == 0
    carry_out(plan, by=None, valid_only=True)
    assert [row.title for row in Initiative.objects.all()] == ["Bonne"]


def test_a_broken_line_is_told_once(staff, lead):
    found = replace(table(HEADERS, ("abc", "inconnu")), errors=((2, "Ligne cassée."),))

    plan = make_plan(staff, found)

    assert errors(plan) == {"": "Ligne cassée."}


def test_a_missing_column_is_a_problem_of_the_file(staff):
    plan = plan_of(staff, ["Intitulé"], ["Cours"])

    assert plan.problems == ["Colonnes obligatoires absentes : Structure porteuse."]
    with pytest.raises(ValidationError):
        carry_out(plan, by=None)


def test_the_cost_does_not_depend_on_the_lines(staff, lead):
    costs = []
    for count in (1, 20):
        rows = [(f"Cours {rank} de {count}", "E&S") for rank in range(count)]
        with CaptureQueriesContext(connection) as queries:
            carry_out(plan_of(staff, HEADERS, *rows), by=None)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_public_sees_neither_private_columns_nor_a_hidden_lead(full):
    full.lead.is_published = False
    full.lead.save()
    public = InitiativeResource(private=False)

    (row,) = public.rows(Initiative.objects.all(), public.columns)

    values = dict(zip([column.name for column in public.columns], row, strict=True))
    assert not {"note", "adresse", "latitude", "longitude", "raison", "statut"} & {
        *values
    }
    assert values["porteur"] is None
    assert Point(1.9086532, 47.9012345) != Point(
        float(values["longitude_publique"]), float(values["latitude_publique"])
    )
