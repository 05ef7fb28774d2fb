"""Addresses that nobody typed in good faith: never a 5xx, never the full list."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.client import StrictClient
from tests.factories import make_initiative, make_region, make_territory

pytestmark = pytest.mark.django_db
LIST, MAP = "/initiatives/", "/initiatives/carte.json"
GOOD = "bbox=1,47,2,48&zoom=8"

BAD_VIEWS = [
    "bbox=nan,nan,nan,nan", "bbox=inf,0,1,1", "bbox=a,b,c,d", "bbox=1,2,3",
    "bbox=1,2,3,4,5", "bbox=", "", "bbox=2,48,1,47", "bbox=1,48,2,47",
    "bbox=1e400,0,1,1", "bbox=1,47,1,48",
]  # fmt: skip
BAD_ZOOMS = ["abc", "nan", "", "8;DROP", "٨x"]
CLAMPED = [
    "bbox=-1e308,-1e308,1e308,1e308",
    "bbox=-181,-91,181,91",
    "bbox=-180,-90,180,90",
]
TEXTS = ["' OR 1=1 --", "%", "_", "\\", '"', "a" * 100_000, "\x00", "(((", "é" * 150,
         "<script>alert(1)</script>", "\ud7ff", "💥", "=cmd|' /C calc'!A0"]  # fmt: skip
PATHS = [
    "/initiatives/%00/", "/initiatives/..%2f..%2fetc/", f"/initiatives/{'a' * 5000}/",
    "/initiatives/a./", "/acteurs/%00/", "/acteurs/99999999999999999999/",
    "/territoires/commune/%00/", "/territoires/commune/" + "9" * 500 + "/",
    "/territoires/inconnu/45/", "/territoires/inconnu/45/contour.json",
    "/territoires/commune/%ff%fe/", "/initiatives/%ff/", "/initiatives/apercu/x/",
    "/initiatives/apercu/%00/", "/initiatives/x/documents/nope/",
    "/initiatives/x/documents/00000000-0000-0000-0000-000000000000/",
    "/initiatives/x/fiche.pdf",
]  # fmt: skip


@pytest.fixture(autouse=True)
def one_initiative():
    make_region()
    return make_initiative(slug="seule", commune=make_territory(code="45234"))


@pytest.fixture
def visitor():
    client = StrictClient()
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("view", BAD_VIEWS)
def test_view_that_is_no_box_is_refused_by_name(visitor, view):
    response = visitor.get(f"{MAP}?{view}&zoom=8")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["bbox"]


@pytest.mark.parametrize("zoom", BAD_ZOOMS)
def test_zoom_that_is_no_number_is_refused_by_name(visitor, zoom):
    response = visitor.get(MAP, {"bbox": "1,47,2,48", "zoom": zoom})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["zoom"])


@pytest.mark.parametrize("view", CLAMPED)
@pytest.mark.parametrize("zoom", [-1, 0, 1.5, 20, 999])
def test_huge_view_is_clamped(visitor, view, zoom):
    response = visitor.get(f"{MAP}?{view}&zoom={zoom}")

    assert (response.status_code, response.json()["total"]) == (200, 1)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize(
    "name", ["q", "pres_de", "theme", "territoire", "tri", "rayon"]
)
def test_any_text_in_any_filter_is_only_text(visitor, name, text):
    page = visitor.get(LIST, {name: text})
    data = visitor.get(f"{MAP}?{GOOD}", {name: text}, QUERY_STRING="")

    assert page.status_code == 200
    assert page.context["total"] in ({0, 1} if name == "q" else {0})
    assert data.status_code in {200, 400}


@pytest.mark.parametrize(
    "page", ["0", "-1", "1000000000", "9" * 5000, "1e3", "last", ""]
)
def test_page_that_does_not_exist_is_the_nearest(visitor, page):
    response = visitor.get(LIST, {"page": page})

    assert (response.status_code, response.context["page"].number) == (200, 1)


@pytest.mark.parametrize("path", PATHS)
def test_path_that_names_nothing_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


def test_bytes_that_are_no_text_are_read_as_text(visitor):
    response = visitor.get(LIST, QUERY_STRING="q=%ff%fe%ed%a0%80")

    assert response.status_code == 200


def test_too_many_parameters_are_refused(visitor):
    query = "&".join(f"p{n}=1" for n in range(1500))

    assert visitor.get(LIST, QUERY_STRING=query).status_code == 400


def test_too_many_values_are_refused_in_words(visitor):
    values = "&".join(f"theme={n}" for n in range(101))
    response = visitor.get(LIST, QUERY_STRING=values)

    assert response.context["notices"][0].text == "Thèmes : 100 valeurs au plus."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", [LIST, MAP, "/", "/acteurs/", "/initiatives/seule/"])
def test_pages_are_read_only(visitor, method, path):
    assert getattr(visitor, method)(path).status_code == 405


def test_method_override_is_ignored(visitor):
    response = visitor.get(LIST, headers={"X-HTTP-Method-Override": "DELETE"})

    assert response.status_code == 200


def test_a_host_that_is_not_ours_is_refused(visitor):
    assert visitor.get("/", headers={"host": "pirate.test"}).status_code == 400


def test_forwarded_headers_are_not_believed(visitor):
    response = visitor.get(
        "/initiatives/seule/", headers={"x-forwarded-host": "pirate.test"}
    )

    assert b"pirate.test" not in response.content


@pytest.mark.parametrize(
    "target", ["//pirate.test", "https://pirate.test", "javascript:a", "\\pirate"]
)
def test_sign_in_leads_nowhere_else(visitor, target, agent):
    response = agent.get(reverse("account_login"), {"next": target})

    parts = urlsplit(response["Location"])
    assert (parts.scheme, parts.netloc) == ("", "")
    assert "pirate.test" not in response["Location"]


def test_line_breaks_do_not_reach_headers(visitor):
    response = visitor.get("/initiatives/seule%0d%0aSet-Cookie:a=b/fiche.pdf")

    assert (response.status_code, response.cookies) == (404, {})


def test_a_shared_address_with_a_deleted_theme_opens_with_a_notice(visitor):
    response = visitor.get(LIST, {"theme": "disparu", "etat": "en-cours"})

    notice = response.context["notices"][0]
    assert notice.text == "Thèmes : « disparu » n’existe pas ou n’existe plus."
    assert notice.links[0].url == "?etat=en-cours"
