"""Official files become territories: by code, all or nothing, twice without change."""

import json

import pytest

from accueil.reference.importers import import_file
from accueil.reference.models import DataVersion, Territory
from tests.factories import make_department, make_region, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(tmp_path):
    """Function: import this text, or these values as JSON, with these options."""

    def run(content, **options):
        path = tmp_path / "fichier"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text)
        return import_file(path, **options)

    return run


@pytest.fixture
def loiret():
    return make_department("45", region=make_region("24"))


def counts(report):
    return (report.created, report.changed, report.unchanged, report.refused)


def reasons(report):
    return [str(refusal) for refusal in report.refusals]


def square(x=1.9, y=47.9, half=0.05):
    corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
    ring = [[x + dx, y + dy] for dx, dy in [*corners, corners[0]]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry=None, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


COMMUNES = (
    "code,nom,departement,population,codes_postaux,latitude,longitude\n"
    "45234,Orléans,45,116344,45000|45100,47.9,1.9\n"
    "45285,Saint-Jean-de-la-Ruelle,45,16560,45140,47.91,1.87\n"
)


def test_communes_are_created_under_their_department_region_and_country(
    imported, loiret
):
    report = imported(COMMUNES, population_year=2023)

    orleans = Territory.objects.get(kind="commune", code="45234")
    assert counts(report) == (2, 0, 0, 0)
    assert report.notes == ["pays ajouté : France (FR)"]
    assert (orleans.department, orleans.region) == (loiret, loiret.region)
    assert (orleans.country.code, orleans.epci) == ("FR", None)
    assert (orleans.population, orleans.population_year) == (116344, 2023)
    assert orleans.postal_codes == ["45000", "45100"]
    assert orleans.location.coords == (1.9, 47.9)


def test_a_second_import_changes_nothing(imported, loiret):
    imported(COMMUNES, population_year=2023)
    before = DataVersion.current().number

    report = imported(COMMUNES, population_year=2023)

    assert counts(report) == (0, 0, 2, 0)
    assert DataVersion.current().number == before


def test_only_what_differs_is_changed(imported, loiret):
    imported(COMMUNES, population_year=2023)

    report = imported(COMMUNES.replace("16560", "16561"), population_year=2023)

    assert counts(report) == (0, 1, 1, 0)
    assert Territory.objects.get(code="45285").population == 16561


def test_an_absent_column_erases_nothing(imported, loiret):
    imported(COMMUNES, population_year=2023)

    report = imported("code,nom\n45234,ORLEANS\n")

    orleans = Territory.objects.get(code="45234")
    assert counts(report) == (0, 1, 0, 0)
    assert (orleans.name, orleans.population, orleans.population_year) == (
        "ORLEANS",
        116344,
        2023,
    )


def test_a_new_figure_without_its_year_loses_the_former_year(imported, loiret):
    imported(COMMUNES, population_year=2023)

    imported("code,nom,population\n45234,Orléans,120000\n")

    orleans = Territory.objects.get(code="45234")
    assert (orleans.population, orleans.population_year) == (120000, None)


def test_outlines_come_in_a_file_of_their_own(imported, loiret):
    imported(COMMUNES)
    outlines = collection(feature(square(), code="45234", nom="Orléans"))

    first = imported(outlines, outline_year=2024)
    second = imported(outlines, outline_year=2024)

    orleans = Territory.objects.get(code="45234")
    assert (counts(first), counts(second)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert orleans.outline.geom_type == "MultiPolygon"
    assert (orleans.outline_year, orleans.population) == (2024, 116344)


def test_regions_departments_and_epci_follow_one_another(imported):
    imported(collection(feature(square(), code="24", nom="Centre-Val de Loire")))
    imported(collection(feature(square(), code="45", nom="Loiret", region="24")))
    imported(
        "code,nom,type,departement_principal\n244500468,Orléans Métropole,METRO,45\n"
    )
    imported([{"code": "45234", "nom": "Orléans", "codeEpci": "244500468"}])

    orleans = Territory.objects.get(kind="commune")
    assert orleans.epci.nature == "METRO"
    assert orleans.epci.region == orleans.region == orleans.department.region
    assert orleans.region.name == "Centre-Val de Loire"


def test_foreign_cities_bring_their_country(imported):
    imported("code_iso3166_1,nom\nPL,Pologne\n")
    imported(
        "code_iso3166_2,nom,nom_local,pays_code\nPL-12,Małopolska,Małopolskie,PL\n"
    )
    report = imported(
        "geonameid,nom_fr,nom_local,pays_code,pays,region_etrangere\n"
        "3094802,Cracovie,Kraków,PL,Pologne,PL-12\n"
        "2271772,Amadora,Amadora,PT,Portugal,\n"
    )

    krakow = Territory.objects.get(code="3094802")
    assert report.notes == ["pays ajouté : Portugal (PT)"]
    assert (krakow.region.code, krakow.country.name) == ("PL-12", "Pologne")
    assert Territory.objects.get(code="2271772").country.name == "Portugal"


@pytest.mark.parametrize("code", ["QP045001", "QN04501M"])
def test_a_quarter_lies_in_several_communes(imported, loiret, code):
    imported(COMMUNES)
    quarter = {"code_qp": code, "lib_qp": "La Source", "insee_com": "45234; 45285"}

    first, second = imported([quarter]), imported([quarter])
    third = imported([quarter | {"insee_com": "45234"}])

    row = Territory.objects.get(kind="district")
    assert [counts(r) for r in (first, second, third)] == [
        (1, 0, 0, 0),
        (0, 0, 1, 0),
        (0, 1, 0, 0),
    ]
    assert [commune.code for commune in row.communes.all()] == ["45234"]
    assert row.department == loiret


def test_a_quarter_of_an_arrondissement_lies_in_the_city(imported):
    make_department("75", name="Paris", center=(2.35, 48.86))
    make_territory(code="75056", name="Paris")

    imported([{"code_qp": "QP075001", "lib_qp": "X", "insee_com": "75118"}])

    assert Territory.objects.get(kind="district").communes.get().code == "75056"


def test_parts_of_communes_are_passed_over(imported, loiret):
    report = imported(
        [
            {"code": "45234", "nom": "Orléans", "type": "commune-actuelle"},
            {"code": "45001", "nom": "Adon", "type": "commune-deleguee"},
            {"code": "75118", "nom": "Paris 18e Arrondissement"},
        ]
    )

    assert (counts(report), report.ignored) == ((1, 0, 0, 0), 2)
    assert str(report).endswith("refusés 0, hors périmètre 2")


def test_only_the_rows_of_one_region_are_kept(imported, loiret):
    paris = {"center": (2.35, 48.86)}
    make_department("75", region=make_territory(kind="region", code="11", **paris))
    lines = "75056,Paris,75,,,48.86,2.35\n"

    report = imported(COMMUNES + lines, region="24")

    assert (counts(report), report.ignored) == ((2, 0, 0, 0), 1)
    assert not Territory.objects.filter(code="75056").exists()


def test_the_region_is_told_by_its_own_code_or_by_a_column(imported):
    names = {"24": "Centre-Val de Loire", "11": "Île-de-France"}
    regions = imported([{"code": c, "nom": n} for c, n in names.items()], region="24")
    departments = imported("code,nom,region\n45,Loiret,24\n75,Paris,11\n", region="24")

    assert (counts(regions), regions.ignored) == ((1, 0, 0, 0), 1)
    assert (counts(departments), departments.ignored) == ((1, 0, 0, 0), 1)


def test_overseas_collectivities_have_no_department(imported):
    report = imported("code,nom,departement,region\n97502,Saint-Pierre,975,975\n")

    assert counts(report) == (1, 0, 0, 0)
    assert Territory.objects.get(code="97502").department is None


# --- Mergers -----------------------------------------------------------------


def test_former_codes_are_kept_and_add_up(imported, loiret):
    make_territory(code="45234", former_codes=["45001"])

    imported([{"code": "45234", "anciensCodes": ["45234", "45300"]}])

    assert Territory.objects.get(code="45234").former_codes == ["45001", "45300"]


def test_a_row_by_a_former_code_updates_the_heir(imported, loiret):
    heir = make_territory(code="45234", former_codes=["45001"])

    report = imported("code,population\n45001,300\n")

    heir.refresh_from_db()
    assert (heir.code, heir.population) == ("45234", 300)
    assert report.notes[1] == (
        "ligne 2 : « 45001 » est un ancien code de « 45234 », qui est mis à jour."
    )


def test_two_rows_of_one_merged_commune_are_refused(imported, loiret):
    make_territory(code="45234", former_codes=["45001"])

    report = imported("code,population\n45234,300\n45001,20\n")

    assert reasons(report) == [
        (
            "ligne 3, colonne « code » : « 45001 » a fusionné dans « 45234 », "
            "déjà décrit (ligne 2) : prenez un fichier plus récent, ou retirez "
            "cette ligne."
        )
    ]


def test_a_commune_that_ended_is_pointed_at(imported, loiret):
    make_territory(code="45001")

    report = imported([{"code": "45234", "nom": "X", "anciensCodes": ["45001"]}])

    assert "« 45001 » a fusionné dans « 45234 »" in report.notes[1]


def test_a_parent_is_found_by_its_former_code(imported, loiret):
    epci = make_territory(
        kind="epci", code="244500468", former_codes=["244500001"], region=loiret.region
    )

    imported("code,nom,epci\n45234,Orléans,244500001\n")

    assert Territory.objects.get(code="45234").epci == epci


# --- Refusals ----------------------------------------------------------------


def test_one_faulty_line_and_nothing_is_written(imported, loiret):
    report = imported(COMMUNES + "4523,Trop court,45,1,,,\n")

    assert counts(report) == (0, 0, 0, 1)
    assert not Territory.objects.filter(kind__in=["commune", "country"]).exists()


def test_an_unknown_parent_tells_what_to_import_first(imported):
    report = imported("code,nom,epci\n45234,Orléans,244500468\n")

    assert reasons(report) == [
        (
            "ligne 2, colonne « intercommunalité » : « 244500468 » est inconnu : "
            "importez d’abord les EPCI (ordre : régions, départements, EPCI, communes)."
        ),
        (
            "ligne 2, colonne « département » : « 45 » est inconnu : "
            "importez d’abord les régions, puis les départements."
        ),
    ]


def test_the_same_code_twice_is_refused(imported, loiret):
    report = imported(COMMUNES + "45234,Orléans,45,1,,,\n")

    assert reasons(report) == [
        (
            "ligne 4, colonne « code » : « 45234 » est déjà décrit (ligne 2) : "
            "retirez-en un."
        )
    ]


def test_a_new_territory_needs_a_name(imported, loiret):
    report = imported("code,population\n45234,1\n")

    assert reasons(report) == [
        "ligne 2, colonne « nom » : il faut un nom pour créer ce territoire."
    ]


def test_swapped_coordinates_are_refused(imported, loiret):
    report = imported("code,nom,latitude,longitude\n45234,Orléans,1.9,47.9\n")

    assert "coordonnées inversées" in reasons(report)[0]


def test_an_unreadable_file_is_a_refusal(imported):
    report = imported("n’importe quoi\n1\n")

    assert counts(report) == (0, 0, 0, 1)
    assert reasons(report)[0].startswith("fichier : format non reconnu")


def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    imported, loiret, django_assert_num_queries
):
    lines = "".join(f"45{n:03d},Commune {n},45,1,,,\n" for n in range(300, 340))
    header = COMMUNES.split("\n")[0] + "\n"
    make_territory(kind="country", code="FR", name="France", center=None)

    with django_assert_num_queries(6):
        imported(header + lines)
