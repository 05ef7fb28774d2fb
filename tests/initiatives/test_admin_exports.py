"""Internal columns taken away: by whom, what, and the trace that it leaves."""

import io

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accueil.exchange.models import ExportLog
from initiatives import exports
from initiatives.resources import InitiativeResource
from tests.factories import make_initiative

pytestmark = pytest.mark.django_db
LIST = "/admin/initiatives/initiative/"
NEEDED = ["initiatives.view_initiative", "initiatives.view_private_initiative"]


def export(client, *initiatives):
    boxes = {ACTION_CHECKBOX_NAME: [one.pk for one in initiatives]}
    response = client.post(LIST, {"action": "export_private", **boxes})
    if response.streaming:
        response.body = response.getvalue()  # closes the file
    return response


def rows(body: bytes) -> list[dict]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
    header, *lines = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip(header, line, strict=True)) for line in lines]


@pytest.mark.parametrize("who", ["agent", "manager", "administrator"])
def test_colleagues_take_internal_columns_away(request, who):
    client = request.getfixturevalue(who)
    draft = make_initiative(
        title="Brouillon", status="draft", internal_note="À rappeler", address="3, rue"
    )
    make_initiative(title="Pas choisie")

    response = export(client, draft)

    (row,) = rows(response.body)
    assert list(row) == [
        f"{column.label} ({column.unit})" if column.unit else column.label
        for column in InitiativeResource(private=True).columns
    ]
    assert row["Intitulé"] == "Brouillon"
    assert row["Note interne"] == "À rappeler"
    assert row["Adresse"] == "3, rue"
    assert row["Statut"] == "brouillon"
    assert "initiatives-internes-" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_each_export_leaves_a_trace(agent):
    first, second = make_initiative(), make_initiative()

    export(agent, first, second)

    (line,) = ExportLog.objects.all()
    assert line.user_id == int(agent.session["_auth_user_id"])
    assert line.user_name
    assert (line.resource, line.format) == ("initiatives", "xlsx")
    assert (line.rows, line.private) == (2, True)


@pytest.mark.parametrize(
    "rights",
    [NEEDED, [NEEDED[0], "initiatives.export_private_initiative"]],
)
def test_both_rights_are_needed(as_person, rights):
    client = as_person(*rights)
    initiative = make_initiative(internal_note="canari interne")

    response = export(client, initiative)

    assert "canari interne" not in response.content.decode()
    assert not response.streaming
    assert not ExportLog.objects.exists()


def test_colleagues_of_the_contract_read_but_take_nothing(as_person):
    client = as_person(*NEEDED)
    make_initiative()

    html = client.get(LIST).content.decode()

    assert "Exporter avec les colonnes internes" not in html


def test_when_busy_the_list_says_so(agent):
    initiative = make_initiative()

    with exports.turn(), exports.turn():
        response = export(agent, initiative)
        page = agent.get(LIST).content.decode()

    assert response.status_code == 302
    assert "Trop de fichiers" in page
    assert not ExportLog.objects.exists()


def test_queries_do_not_depend_on_rows(agent):
    counts = []
    for more in (1, 4, 45):
        for _ in range(more):
            make_initiative()
        boxes = {ACTION_CHECKBOX_NAME: [1], "select_across": "1"}
        with CaptureQueriesContext(connection) as captured:
            response = agent.post(
                LIST, {"action": "export_private", "index": 0, **boxes}
            )
            counts.append((len(rows(response.getvalue())), len(captured)))

    assert [total for total, _ in counts] == [1, 5, 50]
    assert len({queries for _, queries in counts[1:]}) == 1
