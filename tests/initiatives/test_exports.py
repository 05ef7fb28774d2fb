"""Files of the catalogue: their rows, their columns, what they never hold."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accueil.common import memory
from accueil.exchange.plan import make_plan
from accueil.exchange.reading import read_table
from initiatives import exports
from initiatives.models import Initiative
from initiatives.resources import InitiativeResource
from tests.factories import ORLEANS, make_initiative, make_organisation, make_theme
from tests.world import SECRET_NUMBERS, World, forms

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "xlsx": "/initiatives/export.xlsx",
    "ods": "/initiatives/export.ods",
    "csv": "/initiatives/export.csv",
    "csv-machine": "/initiatives/export.csv?forme=machine",
    "geojson": "/initiatives/export.geojson",
}
WORKBOOKS = ["xlsx", "ods"]
every_format = pytest.mark.parametrize("format", ADDRESSES)


def ask(client, format: str, query: str = "", **headers):
    address = ADDRESSES[format]
    joint = "&" if "?" in address else "?"
    response = client.get(f"{address}{joint}{query}", headers=headers)
    if response.streaming:
        response.body = response.getvalue()  # closes the file
    return response


def content(response) -> bytes:
    assert response.status_code == 200
    return response.body


def sheet(body: bytes, name: str = "Initiatives") -> list[list]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def table(format: str, body: bytes) -> list[dict]:
    """Rows by stable name, whatever the format."""
    if format == "geojson":
        return [one["properties"] for one in json.loads(body)["features"]]
    if format in WORKBOOKS:
        header, *rows = sheet(body)
    else:
        encoding, mark = ("utf-8-sig", ";") if format == "csv" else ("utf-8", ",")
        text = io.StringIO(body.decode(encoding), newline="")
        header, *rows = csv.reader(text, delimiter=mark)
    columns = InitiativeResource(private=False).columns
    names = {column.label: column.name for column in columns}
    keys = [names.get(label.split(" (")[0], label) for label in header]
    return [dict(zip(keys, row, strict=True)) for row in rows]


@every_format
def test_a_public_file_that_comes_back_moves_no_exact_place(client, format):
    """The approximate point of a discreet sheet must not pass for the exact one."""
    make_initiative(
        location=(1.9086532, 47.9012345),
        precision="street",
        precision_reason="à la demande du porteur",
    )

    body = content(ask(client, format))
    found = read_table(body, f"retour.{format.split('-')[0]}")
    plan = make_plan(InitiativeResource(private=True), found)

    assert plan.summary == "lues 1, créées 0, modifiées 0, inchangées 1, refusées 0"


def facts(body: bytes) -> dict:
    return {row[0]: row[1] for row in sheet(body, "Lisez-moi")}


# --- Rows and columns --------------------------------------------------------


@every_format
def test_rows_are_those_of_the_list_in_its_order(client, format):
    theme = make_theme(slug="langue")
    for title in ["Écoute", "Cours", "Zoo"]:
        make_initiative(title=title, themes=[theme])
    make_initiative(title="Autre thème")

    response = ask(client, format, "theme=langue&page=2")

    titles = [row["intitule"] for row in table(format, content(response))]
    assert titles == ["Cours", "Écoute", "Zoo"]


@every_format
def test_no_row_is_a_file_all_the_same(client, format):
    response = ask(client, format, "q=introuvable")

    assert table(format, content(response)) == []


@every_format
def test_examples_stay_behind_and_the_file_says_so(client, format):
    make_initiative(title="Vraie")
    make_initiative(title="Exemple", is_fictional=True)

    body = content(ask(client, format))

    assert [row["intitule"] for row in table(format, body)] == ["Vraie"]
    if format in WORKBOOKS:
        assert facts(body)["Nombre de lignes"] == 1
        assert facts(body)["Exemples fictifs"].startswith("1 de plus sur la page")


@every_format
def test_columns_are_the_public_ones(client, format):
    make_initiative()

    (row,) = table(format, content(ask(client, format)))

    public = [column.name for column in InitiativeResource(private=False).columns]
    point = {"latitude_publique", "longitude_publique"}
    expected = [c for c in public if format != "geojson" or c not in point]
    assert list(row) == expected
    assert not {"adresse", "latitude", "longitude", "note", "statut"} & set(row)


@pytest.mark.parametrize(
    "query", ["colonnes=debut,intitule", "colonnes=intitule&colonnes=debut"]
)
@every_format
def test_columns_may_be_chosen(client, format, query):
    make_initiative(title="Cours", started_on=date(2024, 3, 1))

    (row,) = table(format, content(ask(client, format, query)))

    shown = {"csv": "01/03/2024", "csv-machine": "2024-03-01", "geojson": "2024-03-01"}
    day = shown.get(format, date(2024, 3, 1))
    assert list(row.items()) == [("intitule", "Cours"), ("debut", day)]


def test_a_map_keeps_its_points_whatever_the_columns(client):
    make_initiative(location=Point(*ORLEANS, srid=4326))

    body = content(ask(client, "geojson", "colonnes=intitule"))

    (feature,) = json.loads(body)["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": list(ORLEANS)}


@every_format
def test_pages_have_their_whole_address(client, format):
    make_initiative(slug="cours")

    (row,) = table(format, content(ask(client, format)))

    assert row["page"] == "http://testserver/initiatives/cours/"


@every_format
def test_a_hostile_title_stays_a_text(client, format):
    title = '=HYPERLINK("https://exemple.test";"Lire") <b>'
    make_initiative(title=title)

    (row,) = table(format, content(ask(client, format)))

    prefix = "'" if format.startswith("csv") else ""
    assert row["intitule"] == prefix + title


@pytest.mark.parametrize("format", WORKBOOKS)
def test_the_file_says_what_it_is(client, format):
    make_initiative(title="Cours", themes=[make_theme(slug="langue", name="Langue")])

    body = content(ask(client, format, "theme=langue&q=cours&colonnes=intitule"))

    found = facts(body)
    assert found["Filtres"] == "« cours » ; Langue"
    assert found["Page"] == "http://testserver/initiatives/?theme=langue&q=cours"
    assert found["Date"] == timezone.localdate()
    assert found["Licence"].startswith("Licence Ouverte 2.0")
    assert found["Nombre de lignes"] == 1
    assert "Exemples fictifs" not in found
    assert found["Intitulé"] == "intitule"
    assert "Résumé" not in found


@pytest.mark.parametrize("format", WORKBOOKS)
def test_sources_come_once_each(client, format):
    day = date(2025, 5, 2)
    for _ in range(2):
        make_initiative(
            source_title="Rapport",
            source_url="https://exemple.test/r",
            consulted_on=day,
        )
    make_initiative(source_title="Enquête", source_url="", consulted_on=None)
    make_initiative(source_title="Brouillon", status="draft")
    Initiative.objects.filter(source_title="Enquête").update(is_fictional=False)

    header, *rows = sheet(content(ask(client, format, "tri=recentes")), "Sources")

    assert header == ["Source", "Adresse", "Consultée le"]
    named = [row for row in rows if row[0] in {"Rapport", "Enquête", "Brouillon"}]
    assert named == [["Enquête", "", ""], ["Rapport", "https://exemple.test/r", day]]


# --- Cost --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "queries"),
    [("xlsx", 12), ("ods", 12), ("csv", 2), ("csv-machine", 2), ("geojson", 2)],
)
def test_queries_do_not_depend_on_rows(client, format, queries):
    counts = []
    for more in (1, 4, 45):
        for _ in range(more):
            make_initiative(themes=[make_theme()])
        memory.forget()
        with CaptureQueriesContext(connection) as captured:
            rows = table(format, content(ask(client, format)))
        counts.append((len(rows), len(captured)))

    assert counts == [(1, queries), (5, queries), (50, queries)]


def test_two_at_once_and_no_more(client):
    make_initiative()

    with exports.turn(), exports.turn():
        refused = ask(client, "csv")

    assert refused.status_code == 429
    assert refused["Retry-After"] == "10"
    assert refused["Cache-Control"] == "no-store"
    assert "dans quelques secondes" in refused.content.decode()
    assert ask(client, "csv").status_code == 200


def test_a_failure_gives_its_turn_back(client, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(exports, "write", fail)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            ask(client, "csv")

    monkeypatch.undo()

    assert ask(client, "csv").status_code == 200


# --- Answers -----------------------------------------------------------------


@every_format
def test_the_file_has_a_dated_name_and_its_type(client, format):
    response = ask(client, format)

    day = timezone.localdate()
    name = {
        "csv-machine": f"initiatives-{day}-programme.csv",
    }.get(format, f"initiatives-{day}.{format}")
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert int(response["Content-Length"]) == len(content(response))


@every_format
def test_nothing_changed_is_said_without_a_file(client, format):
    first = ask(client, format)

    again = ask(client, format, **{"if-none-match": first["ETag"]})

    assert again.status_code == 304


def test_a_change_makes_another_file(client):
    before = ask(client, "csv")["ETag"]
    make_initiative()

    assert ask(client, "csv", **{"if-none-match": before}).status_code == 200


@every_format
def test_no_session_is_touched(agent, format):
    response = ask(agent, format)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@every_format
def test_staff_gets_what_everybody_gets(agent, client, format):
    make_initiative(title="Publique")
    make_initiative(title="Brouillon", status="draft")

    assert table(format, content(ask(agent, format))) == table(
        format, content(ask(client, format))
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("theme=inconnu", "« inconnu »"),
        ("inconnu=1", "« inconnu »"),
        ("pres_de=nullepart", "nullepart"),
        ("rayon=abc&pres_de=orleans", "Rayon"),
        ("colonnes=note", "Colonne inconnue : « note »"),
        ("colonnes=<script>", "&lt;script&gt;"),
    ],
)
@every_format
def test_what_makes_no_sense_is_refused_in_french(client, format, query, said):
    make_initiative()

    response = ask(client, format, query)

    assert response.status_code == 400
    assert said in response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(
    "path", ["export.pdf", "export.csv?forme=autre", "export.xlsx?forme=machine"]
)
def test_other_formats_do_not_exist(client, path):
    assert client.get(f"/initiatives/{path}").status_code == 404


def test_a_head_costs_no_file(client, monkeypatch):
    monkeypatch.setattr(exports, "write", lambda *args: pytest.fail("written"))

    response = client.head(ADDRESSES["xlsx"])

    response.close()
    assert response.status_code == 200


# --- Leaks -------------------------------------------------------------------


@pytest.fixture
def world(db):
    world = World()
    world.build_public()
    world.build_private()
    world.build_shelter()
    return world


@every_format
def test_nothing_private_is_in_any_part_of_the_file(client, world, format):
    body = content(ask(client, format))

    text = unpacked(body)
    assert "Cours publics" in text
    assert "Accueil de nuit" in text
    for kind, words in world.secrets.items():
        for word in words:
            assert not [form for form in forms(word) if form in text], (kind, word)
    assert not [number for number in SECRET_NUMBERS if number in text]


def unpacked(body: bytes) -> str:
    """Everything that a file says, its properties included."""
    if not body.startswith(b"PK"):
        return body.decode()
    parts = zipfile.ZipFile(io.BytesIO(body))
    return "\n".join(
        name + parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
    )


@every_format
def test_a_lead_that_is_not_public_is_not_named(client, format):
    lead = make_organisation(name="Porteur caché", is_published=False)
    make_initiative(title="Cours", lead=lead)

    body = content(ask(client, format))

    assert "Porteur caché" not in unpacked(body)
    (row,) = table(format, body)
    assert not row["porteur"]


# --- The page that leads here -------------------------------------------------


def test_the_list_offers_each_format_for_its_rows(client):
    make_initiative(title="Cours", themes=[make_theme(slug="langue")])

    html = client.get("/initiatives/?theme=langue&tri=recentes").content.decode()

    for address in [
        "export.xlsx?theme=langue&amp;tri=recentes",
        "export.ods?theme=langue&amp;tri=recentes",
        "export.csv?theme=langue&amp;tri=recentes",
        "export.csv?theme=langue&amp;tri=recentes&amp;forme=machine",
        "export.geojson?theme=langue&amp;tri=recentes",
    ]:
        assert f'href="/initiatives/{address}"' in html


def test_the_list_offers_nothing_for_filters_that_it_cannot_read(client):
    html = client.get("/initiatives/?theme=inconnu").content.decode()

    assert "/initiatives/export." not in html
    assert "Corrigez d’abord les filtres." in html
