"""What answers say beside their body: formats, cache, limits, open doors."""

import pytest

from accueil.common.api import throttling
from tests.factories import make_initiative, make_organisation

pytestmark = pytest.mark.django_db
URL = "/api/v1/initiatives/"
ROOTS = [
    "/api/v1/",
    URL,
    "/api/v1/acteurs/",
    "/api/v1/territoires/",
    "/api/v1/vocabulaires/",
    "/api/v1/vocabulaires/themes/",
    "/api/v1/schema/",
]


def test_the_index_leads_to_addresses_that_answer(client):
    index = client.get("/api/v1/").json()

    assert list(index) == [
        "initiatives", "acteurs", "territoires", "vocabulaires", "schema",
        "documentation",
    ]  # fmt: skip
    for address in index.values():
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", [*ROOTS, f"{URL}x/", "/api/v1/acteurs/x/"])
def test_nothing_can_be_written(client, agent, path, method):
    for reader in (client, agent):
        response = getattr(reader, method)(path)

        assert response.status_code == 405
        assert response.json() == {
            "detail": "Cette API se lit seulement : GET, HEAD ou OPTIONS."
        }
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_an_overridden_method_is_ignored(client):
    make_initiative(slug="une")
    headers = {"X-HTTP-Method-Override": "DELETE"}

    assert client.get(f"{URL}une/", headers=headers).json()["identifiant"] == "une"
    assert client.post(f"{URL}une/", {"_method": "GET"}).status_code == 405


@pytest.mark.parametrize("path", ROOTS)
def test_options_describes_nothing(client, path):
    response = client.options(path)

    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_head_says_what_get_says_without_the_body(client):
    make_initiative(slug="une")
    head, get = client.head(f"{URL}une/"), client.get(f"{URL}une/")

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]
    assert client.head(f"{URL}inconnue/").status_code == 404


@pytest.mark.parametrize("path", ROOTS)
def test_any_site_may_read_and_caches_must_ask(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert "Access-Control-Allow-Credentials" not in response


def test_a_session_changes_no_answer(client, agent):
    make_initiative(slug="publiee")
    make_initiative(status="draft", lead=make_organisation(is_published=False))

    for path in [*ROOTS, f"{URL}publiee/"]:
        anonymous, signed_in = client.get(path), agent.get(path)
        assert anonymous.content == signed_in.content, path
        assert "no-store" in signed_in["Cache-Control"], path


# --- Formats ---


@pytest.mark.parametrize(
    ("query", "accept", "type_"),
    [
        ("", "*/*", "application/json"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("", "application/geo+json", "application/geo+json"),
        ("?format=geojson", "application/json", "application/geo+json"),
        ("?format=json", "application/geo+json", "application/json"),
        ("?format=", "*/*", "application/json"),
        ("", "*/*;q=…, ;;;, application/json;indent=zz", "application/json"),
    ],
)
def test_the_address_chooses_the_format_before_the_header(client, query, accept, type_):
    response = client.get(f"{URL}{query}", headers={"Accept": accept})

    assert (response.status_code, response["Content-Type"]) == (200, type_)


@pytest.mark.parametrize("format_", ["api", "html", "xml", "csv", "%00", "x" * 5000])
def test_a_format_that_does_not_exist_is_a_404(client, format_):
    response = client.get(f"{URL}?format={format_}")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json()["detail"].endswith("inconnu. Formats : json, geojson.")


def test_a_header_that_refuses_our_formats_is_a_406(client):
    response = client.get(URL, headers={"Accept": "text/html"})

    assert (response.status_code, response["Content-Type"]) == (406, "application/json")
    assert "application/json, application/geo+json" in response.json()["detail"]


# --- Cache ---


def test_whoever_holds_the_answer_gets_a_304_for_one_query(
    client, django_assert_num_queries
):
    make_initiative()
    etag = client.get(f"{URL}?page_size=3")["ETag"]

    with django_assert_num_queries(1):
        response = client.get(f"{URL}?page_size=3", headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_change_of_public_data_gives_a_new_answer(client):
    initiative = make_initiative()
    etag = client.get(URL)["ETag"]

    initiative.title = "Autre titre"
    initiative.save()

    response = client.get(URL, headers={"If-None-Match": etag})
    assert response.json()["donnees"][0]["titre"] == "Autre titre"


def test_a_draft_gives_no_304_and_moves_no_tag(client):
    published = make_initiative(slug="publiee")
    etag = client.get(URL)["ETag"]
    make_initiative(slug="brouillon", status="draft", lead=published.lead)

    assert client.get(URL)["ETag"] == etag
    for held in (etag, "*"):
        response = client.get(f"{URL}brouillon/", headers={"If-None-Match": held})
        assert response.status_code == 404


def test_unpublishing_takes_it_away_from_who_held_it(client):
    initiative = make_initiative(slug="une")
    etag = client.get(f"{URL}une/")["ETag"]

    initiative.status = "archived"
    initiative.save()

    response = client.get(f"{URL}une/", headers={"If-None-Match": etag})
    assert response.status_code == 404


def test_the_tag_belongs_to_one_address_and_one_format(client):
    make_initiative(slug="une")
    tags = {
        client.get(path)["ETag"]
        for path in (URL, f"{URL}?page_size=9", f"{URL}?format=geojson", f"{URL}une/")
    }

    assert len(tags) == 4
    assert "ETag" not in client.get(f"{URL}?page=9")


# --- Limit ---


def test_too_many_requests_are_refused_in_french(client, limit):
    limit("2/min")
    assert [client.get(URL).status_code for _ in range(2)] == [200, 200]

    response = client.get("/api/v1/acteurs/")

    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response.json() == {
        "detail": f"Trop de requêtes. Réessayez dans {response['Retry-After']} s."
    }
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_forged_header_does_not_get_around_the_limit(client, limit):
    limit("1/min")
    client.get(URL)

    for address in ("10.0.0.1", "10.0.0.2"):
        response = client.get(URL, headers={"X-Forwarded-For": address})
        assert response.status_code == 429


def test_the_limit_holds_for_each_address_and_for_refusals(client, agent, limit):
    limit("1/min")
    assert client.get(f"{URL}?thme=x").status_code == 400
    assert client.get(URL).status_code == 429
    assert agent.get(URL).status_code == 429
    assert client.get("/api/v1/rien/").status_code == 429

    assert client.get(URL, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("60/min", "60 requêtes par minute"),
        ("5/h", "5 requêtes par heure"),
        (None, "sans limite"),
    ],
)
def test_the_limit_is_told_in_words(limit, rate, words):
    limit(rate)

    assert throttling.rate_in_words() == words
