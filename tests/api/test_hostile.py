"""What no client should send: refused in French, never a fault of ours."""

import pytest

from accueil.reference.filters import OrganisationFilter, TerritoryFilterSet
from initiatives.filters import InitiativeFilter
from tests.factories import (
    make_department,
    make_initiative,
    make_organisation,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
LISTS = ["/api/v1/initiatives/", "/api/v1/acteurs/", "/api/v1/territoires/"]
LONG = "a" * 5000
NOT_TEXT = ["%FF", "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "%E2%80%AE", "%0D%0AX:%201"]


@pytest.fixture(autouse=True)
def rows():
    make_department()
    commune = make_territory(code="45234", name="Orléans")
    make_initiative(commune=commune, themes=[make_theme(slug="langue")])
    make_organisation(commune=commune)


def refusal(client, address: str, *names: str) -> dict:
    """Errors of a 400, which must name exactly ``names``."""
    response = client.get(address)
    assert response.status_code == 400, address
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"detail", "errors"}
    assert set(body["errors"]) == set(names), address
    return body


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "name",
    [
        "thme", "bbox", "zoom", "vue", "id", "pk", "ordering", "order_by", "fields",
        "expand", "q__regex", "title__icontains", "internal_note__startswith",
        "lead__contacts__email", "contact__email__startswith", "status", "is_published",
        "is_fictional", "location__isnull", "preview_key", "a[]", "theme[]",
        "%00", "%FF", LONG, "é", "a%0D%0Ab", "__proto__", "$where",
    ],
)  # fmt: skip
def test_an_unknown_parameter_is_refused_by_name(client, path, name):
    response = client.get(f"{path}?{name}=1")

    assert response.status_code == 400
    [(named, messages)] = response.json()["errors"].items()
    assert len(named) <= 80
    assert messages[0].startswith("Paramètre inconnu.")
    assert "q, " in response.json()["detail"]


def test_a_misspelt_parameter_says_the_nearest_and_all_that_exist(client):
    body = refusal(client, "/api/v1/initiatives/?thme=langue", "thme")

    assert body == {
        "detail": "Requête refusée : « thme ». Paramètres possibles ici : q, theme, "
        "public, competence, dispositif, type_porteur, etat, departement, territoire, "
        "pres_de, rayon, tri, page, page_size, format.",
        "errors": {"thme": ["Paramètre inconnu. Vouliez-vous dire « theme » ?"]},
    }


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("tri=prix", "tri", ("« prix » n’est pas possible ici : "
            "pertinence, titre, recentes, verifiees, distance.")),
        ("etat=bientot", "etat", ("« bientot » n’est pas possible ici : "
            "projet, en-cours, terminee, perenne, non-precise.")),
        ("page_size=beaucoup", "page_size", "Un nombre entier, de 1 à 100."),
        ("theme=couleur", "theme", "« couleur » n’existe pas ou n’existe plus."),
        ("q=a&q=b", "q", "Ce paramètre ne se répète pas."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_read_says_why(client, query, name, message):
    body = refusal(client, f"/api/v1/initiatives/?{query}", name)

    assert body["errors"] == {name: [message]}


@pytest.mark.parametrize(
    "query",
    [
        "tri=?", "tri=-title", "tri=lead__internal_note", f"tri={LONG}", "tri=%00",
        "rayon=-1", "rayon=0", "rayon=1e9", "rayon=nan", "rayon=inf", "rayon=1e400",
        f"rayon={'9' * 5000}", "rayon=abc", "rayon=1&rayon=2",
        "pres_de=nan,nan", "pres_de=inf,0", "pres_de=999,1", "pres_de=1,2,3",
        "pres_de=1e308,1e308", "pres_de=%00", f"pres_de={LONG}", "pres_de=nulle part",
        "territoire=xx", "territoire=%00", f"territoire={LONG}", "territoire=commune:",
        "territoire=planete:1", "departement=99", "departement=45%20",
        "theme=%00", f"theme={LONG}", "theme=%FF", "theme=langue'--", "theme=langue,a",
        "public=x", "competence=x", "dispositif=x", "type_porteur=x", "etat=x",
        f"q={LONG}", "q=%00", "q=a%00b", "page=1&page=2", "page_size=1&page_size=2",
        "page_size=nan", "page_size=1e3", "page_size=1.5", "page_size=%00",
        "page_size=", "format=json&format=geojson",
        "&".join(f"theme={n}" for n in range(101)),
        "theme=" + ",".join(str(n) for n in range(2000)),
    ],
)  # fmt: skip
def test_hostile_values_are_refused_or_harmless(client, query):
    response = client.get(f"/api/v1/initiatives/?{query}")

    name = query.partition("=")[0]
    if query == "page_size=":
        assert response.status_code == 200
    else:
        assert response.status_code == 400, query
        assert list(response.json()["errors"]) == [name]
        assert len(response.content) < 20_000


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/api/v1/initiatives/", list(InitiativeFilter.base_filters)),
        ("/api/v1/acteurs/", list(OrganisationFilter.base_filters)),
        ("/api/v1/territoires/", list(TerritoryFilterSet.base_filters)),
    ],
)
@pytest.mark.parametrize("value", ["%00", "a%00", LONG, "%FF", "\u202e", "a,b"])
def test_no_filter_fails_on_a_hostile_value(client, path, names, value):
    for name in [*names, "page", "page_size"]:
        response = client.get(f"{path}?{name}={value}")

        assert response.status_code in {200, 400, 404}, name
        if "%00" in value:
            assert list(response.json()["errors"]) == [name]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --", "\\", "%25", "_", "%25%25%25", '"', "()", "*", "<script>", "a:*",
        "!&|", "\u202e", "🙂", "œuvre", "{{7*7}}", "%0A", *NOT_TEXT,
    ],
)  # fmt: skip
def test_a_search_takes_anything_as_text(client, path, text):
    response = client.get(f"{path}?q={text}")

    assert response.status_code in {200, 400}
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "page",
    [
        "0",
        "-1",
        "2",
        "1000000000",
        "9" * 5000,
        "1e3",
        "last",
        "abc",
        "1.0",
        "%FF",
    ],
)
def test_a_page_that_does_not_exist_is_a_404_in_json(client, path, page):
    response = client.get(f"{path}?page={page}")

    assert response.status_code == 404
    assert response.json()["detail"].endswith("n’existe pas : de 1 à 1 seulement.")


@pytest.mark.parametrize(
    ("size", "rows"),
    [("1", 1), ("0", 1), ("-1", 1), (f"-{'9' * 5000}", 1), ("100", 100), ("101", 100),
     ("1000000000", 100), ("9" * 5000, 100), ("", 50)],
)  # fmt: skip
def test_the_size_of_a_page_is_clamped(client, size, rows):
    for _ in range(105):
        make_organisation()

    found = client.get(f"/api/v1/acteurs/?page_size={size}").json()["donnees"]

    assert len(found) == rows


@pytest.mark.parametrize("resource", ["initiatives", "acteurs", "vocabulaires"])
@pytest.mark.parametrize(
    "slug",
    [
        "inconnu", "1", "9" * 21, LONG, "%00", "..%2f..%2fetc", "a..", "a.json", "%FF",
        "a%0Ab", "a b", "é", "%27--", "%252e", "internal_note", "__all__",
    ],
)  # fmt: skip
def test_an_unknown_address_is_a_404_in_json(client, resource, slug):
    response = client.get(f"/api/v1/{resource}/{slug}/")

    assert response.status_code == 404
    assert response.json() == {"detail": "Il n’y a rien à cette adresse."}


@pytest.mark.parametrize(
    "path", ["x/", "initiatives/a/b/", "territoires/commune/", "?/", "v2/", "%2e%2e/"]
)
def test_everything_under_the_api_refuses_in_json(client, path):
    response = client.get(f"/api/v1/rien/{path}?thme=1")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


def test_an_address_without_its_slash_is_sent_to_the_one_that_has_it(client):
    response = client.get("/api/v1/initiatives?etat=projet")

    assert response.status_code == 301
    assert response["Location"] == "/api/v1/initiatives/?etat=projet"


@pytest.mark.parametrize("path", [*LISTS, "/api/v1/", "/api/v1/schema/", "/api/v1/x/"])
def test_too_many_parameters_are_refused_in_json(client, path):
    query = "&".join(f"p{n}=1" for n in range(1500))

    response = client.get(f"{path}?{query}")

    assert response.status_code == 400
    assert response.json() == {"detail": "Requête illisible."}


def test_many_unknown_parameters_do_not_make_a_long_answer(client):
    query = "&".join(f"p{n}{'x' * 200}=1" for n in range(900))

    response = client.get(f"/api/v1/initiatives/?{query}")

    assert len(response.json()["errors"]) == 20
    assert len(response.content) < 10_000


@pytest.mark.parametrize(
    "path",
    ["/api/v1/", "/api/v1/schema/", "/api/v1/vocabulaires/",
     "/api/v1/vocabulaires/odd/", "/api/v1/territoires/commune/45234/"],
)  # fmt: skip
def test_addresses_without_filters_refuse_parameters_too(client, path):
    refusal(client, f"{path}?q=a", "q")


def test_what_mailings_add_to_addresses_is_harmless(client):
    response = client.get("/api/v1/initiatives/?utm_source=a&utm_source=b&fbclid=c")

    assert response.json()["total"] == 1


@pytest.mark.parametrize("header", ["HTTP_HOST", "SERVER_NAME"])
def test_a_forged_host_is_refused(client, header):
    kwargs = {header: "evil.test"}

    response = client.get("/api/v1/initiatives/", **kwargs)

    assert response.status_code == 400
    assert b"evil.test" not in response.content


def test_a_forwarded_host_does_not_change_addresses(client):
    headers = {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "gopher"}

    response = client.get("/api/v1/initiatives/", headers=headers)

    assert "evil.test" not in response.content.decode()
    assert response.json()["donnees"][0]["url"].startswith("http://testserver/")


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "a" * 9000}, {"Accept": "\x00"}, {"Accept": ",".join(["a/b"] * 500)},
        {"If-None-Match": '"' * 5000}, {"If-None-Match": "W/"}, {"Range": "bytes=0-1"},
        {"If-Modified-Since": "jamais"}, {"Content-Type": "text/xml"},
        {"Accept-Language": "xx-%00"}, {"Authorization": "Basic éé"},
        {"Authorization": "Bearer x"}, {"Cookie": "session=x; csrf=y"},
    ],
)  # fmt: skip
def test_hostile_headers_do_no_harm(client, headers):
    response = client.get("/api/v1/initiatives/", headers=headers)

    assert response.status_code in {200, 400, 406}
    assert response["Content-Type"] == "application/json"
