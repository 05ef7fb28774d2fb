"""Same query string, same rows: filters, facets, notices."""

import pytest
from django.http import QueryDict

from initiatives import facets
from initiatives.filters import InitiativeFilter
from initiatives.listing import Listing
from initiatives.models import Initiative
from tests.factories import (
    BLOIS,
    ORLEANS,
    TOURS,
    make_audience,
    make_competence,
    make_department,
    make_initiative,
    make_organisation,
    make_region,
    make_scheme,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db


def catalogue(query: str) -> InitiativeFilter:
    return InitiativeFilter(QueryDict(query), Initiative.objects.published())


def titles(query: str) -> list[str]:
    return [initiative.title for initiative in catalogue(query).ordered]


@pytest.fixture
def town():
    region = make_region()
    department = make_department("41", "Loir-et-Cher", region=region, center=BLOIS)
    return make_territory(
        BLOIS, code="41018", name="Blois", department=department, region=region
    )


def test_each_parameter_keeps_what_it_says(town):
    wanted = make_initiative(
        title="Voulue",
        location=BLOIS,
        commune=town,
        stage="permanent",
        lead=make_organisation(kind="university"),
        themes=[make_theme(slug="langue")],
        audiences=[make_audience(slug="femmes")],
        competences=[make_competence(slug="formation")],
        schemes=[make_scheme(slug="defi")],
    )
    make_initiative(title="Autre", location=TOURS)

    for query in [
        "q=voulue", "theme=langue", "public=femmes", "competence=formation",
        "dispositif=defi", "type_porteur=universite", "etat=perenne", "departement=41",
        "territoire=41018", "territoire=commune:41018", "territoire=region:24",
        "territoire=24", "pres_de=41018", "pres_de=blois&rayon=5", "pres_de=47.59,1.33",
    ]:  # fmt: skip
        assert list(catalogue(query).rows) == [wanted], query


def test_values_of_one_parameter_add_up_and_parameters_restrict():
    first, second = make_theme(slug="a"), make_theme(slug="b")
    make_initiative(title="A", themes=[first], stage="project")
    make_initiative(title="AB", themes=[first, second])
    make_initiative(title="B", themes=[second])
    make_initiative(title="Sans")

    assert titles("theme=a&theme=b") == ["A", "AB", "B"]
    assert titles("theme=a&theme=b&etat=projet") == ["A"]


def test_a_theme_brings_those_below_it():
    parent = make_theme(slug="parent")
    make_initiative(title="Dessous", themes=[make_theme(parent=parent)])

    assert titles("theme=parent") == ["Dessous"]


def test_unconditional_reception_does_not_bring_newcomers():
    make_initiative(audiences=[make_audience(slug="epa", scope="newcomers")])
    make_audience(slug="exil", scope="unconditional")

    assert titles("public=exil") == []


def test_a_merged_term_still_leads_to_what_replaced_it():
    new = make_theme(slug="nouveau")
    make_theme(slug="ancien", replaced_by=new, is_retired=True)
    make_initiative(title="Reprise", themes=[new])

    assert titles("theme=ancien") == ["Reprise"]


@pytest.mark.parametrize(
    "query",
    [
        "theme=inconnu", "departement=99", "territoire=xx", "etat=bientot",
        "type_porteur=x", "pres_de=nulle part", "pres_de=nan,nan", "pres_de=999,1",
        "rayon=-1", "rayon=abc", "tri=prix", "thme=x", "internal_note__startswith=a",
        "lead__contacts__email=a", "q=%00", "theme=%00", "territoire=%00",
        "pres_de=%00", f"q={'a' * 201}", "&".join(f"theme={n}" for n in range(101)),
    ],
)  # fmt: skip
def test_what_is_not_understood_shows_nothing_and_says_so(query):
    make_initiative()
    listing = Listing(catalogue(query), None)

    assert list(catalogue(query).rows) == []
    assert listing.context()["total"] == 0
    assert len(listing.notices) == 1


def test_a_misspelt_parameter_names_the_nearest():
    notice = Listing(catalogue("thme=x&q=a"), None).notices[0]

    assert notice.text == (
        "Le paramètre « thme » n’existe pas. Vouliez-vous dire « theme » ?"
    )
    assert notice.links[0].url == "?q=a"


def test_marks_of_mailings_are_ignored():
    make_initiative(title="A")

    assert titles("utm_source=lettre&fbclid=x") == ["A"]


def test_several_communes_of_one_name_are_offered():
    for code in ["18001", "36001"]:
        make_territory(TOURS, code=code, name="Chambon")

    notice = Listing(catalogue("pres_de=chambon&etat=projet"), None).notices[0]

    assert [link.url for link in notice.links] == [
        "?pres_de=18001&etat=projet",
        "?pres_de=36001&etat=projet",
    ]


def test_nearest_come_first_and_radius_limits():
    make_initiative(title="Loin", location=(ORLEANS[0] + 0.2, ORLEANS[1]))
    make_initiative(title="Près", location=(ORLEANS[0] + 0.01, ORLEANS[1]))
    query = f"pres_de={ORLEANS[1]},{ORLEANS[0]}"

    assert titles(f"{query}&rayon=20") == ["Près", "Loin"]
    assert titles(f"{query}&rayon=5") == ["Près"]


def test_nearness_uses_the_public_position():
    make_initiative(
        title="Discrète",
        location=ORLEANS,
        commune=make_territory(TOURS),
        precision="commune",
        precision_reason="discrétion",
    )

    assert titles(f"pres_de={ORLEANS[1]},{ORLEANS[0]}") == []
    assert titles(f"pres_de={TOURS[1]},{TOURS[0]}&rayon=0.1") == ["Discrète"]


def test_best_match_comes_first():
    make_initiative(title="Logement", summary="Cours de français")
    make_initiative(title="Cours de français")

    assert titles("q=cours français") == ["Cours de français", "Logement"]
    assert titles("q=cours français&tri=titre") == ["Cours de français", "Logement"]


def test_chips_remove_one_thing_each(town):
    make_theme(slug="langue", name="Langue")
    listing = Listing(catalogue("q=a&theme=langue&pres_de=41018&page=3"), None)

    assert [(chip.label, chip.url) for chip in listing.chips] == [
        ("« a »", "?theme=langue&pres_de=41018"),
        ("À 10 km de Blois", "?q=a&theme=langue"),
        ("Langue", "?q=a&pres_de=41018"),
    ]


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ("", ["titre", "recentes", "verifiees"]),
        ("q=a", ["pertinence", "titre", "recentes", "verifiees"]),
        ("pres_de=47.9,1.9", ["titre", "recentes", "verifiees", "distance"]),
    ],
)
def test_only_orders_that_mean_something_are_offered(query, orders):
    fields = Listing(catalogue(query), None).fields

    assert [name for name, _ in fields["orders"]] == orders


# --- Facets ------------------------------------------------------------------


@pytest.fixture
def varied(town):
    """Initiatives that differ in every facet, with terms in trees and several links."""
    parent = make_theme(slug="parent")
    child = make_theme(slug="enfant", parent=parent)
    sibling = make_theme(slug="frere", parent=parent)
    other = make_theme(slug="autre")
    public = make_audience(slug="public")
    orleans = make_territory(code="45234", department=make_department())
    for stage, themes, commune in [
        ("project", [child, sibling], town),
        ("project", [child], orleans),
        ("under_way", [parent, other], town),
        ("under_way", [other], None),
        ("ended", [], orleans),
    ]:
        make_initiative(
            stage=stage,
            themes=themes,
            commune=commune,
            audiences=[public] if themes else [],
            territories=[town.department] if stage == "under_way" else [],
            schemes=[make_scheme(slug=f"s-{stage}-{len(themes)}-{commune}")][:0],
        )
    make_initiative(status="draft", themes=[child], commune=town)


QUERIES = [
    "", "theme=parent", "theme=enfant&etat=projet", "theme=autre&theme=frere",
    "departement=41", "departement=41&etat=en-cours&public=public", "etat=terminee",
    "q=initiative&theme=autre", "territoire=41018&type_porteur=association",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_counts_are_what_a_click_gives(varied, query):
    filterset = catalogue(query)
    counts = facets.count(filterset)
    total = catalogue(query).rows.count()

    assert counts.total == total
    for facet in facets.build(filterset, counts):
        for option in facet.options:
            alone = QueryDict(query, mutable=True)
            alone.setlist(facet.name, [option.value])
            assert option.count == catalogue(alone.urlencode()).rows.count()
            if not option.checked:
                ticked = f"{query}&{facet.name}={option.value}"
                expected = catalogue(ticked).rows.count()
                before = total if facet.active else 0
                assert option.additional == expected - before, (facet.name, option)


def test_facets_of_other_filters_cost_no_query(varied, django_assert_num_queries):
    facets.count(catalogue(""))
    filterset = catalogue("theme=parent&etat=projet&departement=41")
    assert filterset.is_valid()

    with django_assert_num_queries(0):
        facets.count(filterset)


def test_the_kind_of_a_lead_that_is_not_published_is_not_told():
    make_initiative(lead=make_organisation(kind="university", is_published=False))
    filterset = catalogue("")

    built = facets.build(filterset, facets.count(filterset))

    kinds = next(facet for facet in built if facet.name == "type_porteur")
    assert [option.value for option in kinds.options if option.count] == []
    assert titles("type_porteur=universite") == []


def test_a_retired_term_is_offered_only_where_it_is_used():
    used = make_theme(slug="utilise", is_retired=True)
    make_theme(slug="oublie", is_retired=True)
    make_initiative(themes=[used])
    filterset = catalogue("")

    options = facets.build(filterset, facets.count(filterset))[0].options

    assert [option.value for option in options] == ["utilise"]
