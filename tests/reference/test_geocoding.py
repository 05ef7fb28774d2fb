"""The address service may answer anything, or nothing: people are never blocked."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from accueil.reference import geocoding
from accueil.reference.geocoding import Address, find_addresses
from tests.factories import make_region, make_territory

pytestmark = pytest.mark.django_db


def feature(label="12 Rue Royale 45000 Orléans", citycode="45234", point=(1.9, 47.9)):
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(point)},
        "properties": {"label": label, "name": "12 Rue Royale", "citycode": citycode},
    }


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


class Stub:
    """A service on the loopback that answers what the test says, and counts."""

    def __init__(self):
        self.status, self.body, self.delay, self.questions = 200, collection(), 0, []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.questions.append(urlsplit(self.path))
                time.sleep(stub.delay)
                self.send_response(stub.status)
                self.send_header("Content-Length", str(len(stub.body)))
                self.end_headers()
                self.wfile.write(stub.body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/geocodage"
        serve = {"target": self.server.serve_forever, "args": (0.01,)}
        threading.Thread(**serve, daemon=True).start()


@pytest.fixture
def service(settings):
    stub = Stub()
    settings.GEOCODER_URL, settings.GEOCODER_TIMEOUT = stub.url, 5
    cache.clear()
    yield stub
    cache.clear()
    stub.server.shutdown()
    stub.server.server_close()


@pytest.fixture
def orleans(db):
    region = make_region()
    return make_territory(code="45234", name="Orléans", region=region)


def test_an_address_comes_with_its_point_and_our_commune(service, orleans):
    service.body = collection(feature())

    found, message = find_addresses("12 rue royale")

    assert message == ""
    assert found == [
        Address(
            label="12 Rue Royale 45000 Orléans",
            street="12 Rue Royale",
            latitude=47.9,
            longitude=1.9,
            commune=orleans.pk,
            commune_name="Orléans (45234)",
        )
    ]


def test_the_question_is_sent_as_text(service):
    find_addresses("  12 rue   de l’Été & fils#?q=\x00 ")

    (question,) = service.questions
    assert question.path == "/geocodage/search"
    assert parse_qs(question.query)["q"] == ["12 rue de l’Été & fils#?q="]


def test_an_address_elsewhere_is_named_but_not_offered(service, orleans):
    service.body = collection(feature("1 Place Bellecour 69002 Lyon", "69382"))

    assert find_addresses("bellecour") == (
        [],
        "Trouvé seulement hors de la région : 1 Place Bellecour 69002 Lyon.",
    )


def test_nothing_found_says_so(service):
    assert find_addresses("rue introuvable") == ([], geocoding.NOTHING)


def test_off_when_no_service_is_configured(settings):
    settings.GEOCODER_URL = ""

    assert find_addresses("12 rue royale") == ([], geocoding.OFF)


def test_a_configuration_that_is_no_web_address_is_off(settings):
    settings.GEOCODER_URL = "file:///etc"

    assert find_addresses("12 rue royale") == ([], geocoding.OFF)


def test_a_short_question_is_not_sent(service):
    assert find_addresses(" 12 ") == ([], geocoding.TOO_SHORT)
    assert service.questions == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Maintenance</body></html>",
        b"",
        b"[]",
        b"null",
        b'{"features": 3}',
        b'{"features": [{}]}',
        b'{"features": [{"geometry": null, "properties": {}}]}',
        b'{"features": [{"geometry": {"coordinates": ["a", "b"]}}]}',
        b'{"features": [{"geometry": {"coordinates": [1]}}]}',
        b"[" * 150_000,
        b"\xff\xfe\x00",
    ],
)
def test_nonsense_is_a_harmless_message(service, body):
    service.body = body

    assert find_addresses("12 rue royale") == ([], geocoding.DOWN)


def test_a_point_that_is_no_point_is_left_out(service, orleans):
    service.body = collection(feature(point=(float("nan"), 47.9)), feature("Autre"))

    found, _ = find_addresses("12 rue royale")

    assert [address.label for address in found] == ["Autre"]


def test_labels_come_as_text_whatever_they_hold(service, orleans):
    service.body = collection(feature(label="<b>12</b>" + "x" * 500))

    found, _ = find_addresses("12 rue royale")

    assert found[0].label == ("<b>12</b>" + "x" * 500)[:200]


@pytest.mark.parametrize("status", [400, 404, 500, 503, 504])
def test_an_error_is_a_harmless_message(service, status):
    service.status = status

    assert find_addresses("12 rue royale") == ([], geocoding.DOWN)


def test_a_slow_service_is_left_after_the_delay(service, settings):
    service.delay, settings.GEOCODER_TIMEOUT = 2, 0.2

    started = time.monotonic()
    answer = find_addresses("12 rue royale")

    assert answer == ([], geocoding.DOWN)
    assert time.monotonic() - started < 1.5


def test_a_refused_connection_is_a_harmless_message(service, settings):
    settings.GEOCODER_URL = "http://127.0.0.1:9"

    assert find_addresses("12 rue royale") == ([], geocoding.DOWN)


def test_three_failures_open_the_circuit(service):
    service.status = 500
    for _ in range(5):
        find_addresses("12 rue royale")

    assert len(service.questions) == 3


def test_one_refusal_for_too_many_requests_opens_the_circuit(service):
    service.status = 429
    for _ in range(3):
        assert find_addresses("12 rue royale") == ([], geocoding.DOWN)

    assert len(service.questions) == 1


def test_the_circuit_closes_after_its_rest(service, orleans, monkeypatch):
    monkeypatch.setattr(geocoding, "REST", 0.05)
    service.status = 429
    find_addresses("12 rue royale")
    service.status, service.body = 200, collection(feature())
    time.sleep(0.1)

    found, _ = find_addresses("12 rue royale")

    assert len(found) == 1


def test_a_success_forgets_earlier_failures(service, orleans):
    for status in (500, 500, 200, 500, 500):
        service.status = status
        find_addresses("12 rue royale")

    assert len(service.questions) == 5
    assert cache.get(geocoding.OPEN) is None


# --- The address of the administration ----------------------------------------

URL = "/admin/reference/territory/adresse/"


def test_a_curator_gets_addresses_as_json(agent, service, orleans):
    service.body = collection(feature())

    answer = agent.get(URL, {"q": "12 rue royale"})

    assert answer.json() == {
        "message": "",
        "results": [
            {
                "label": "12 Rue Royale 45000 Orléans",
                "street": "12 Rue Royale",
                "latitude": 47.9,
                "longitude": 1.9,
                "commune": orleans.pk,
                "commune_name": "Orléans (45234)",
            }
        ],
    }


def test_a_failure_is_a_message_not_an_error_page(agent, service):
    service.status = 500

    answer = agent.get(URL, {"q": "12 rue royale"})

    assert (answer.status_code, answer.json()) == (
        200,
        {"message": geocoding.DOWN, "results": []},
    )


def test_only_those_who_edit_places_ask(client, intern, partner, as_person, service):
    statuses = [
        person.get(URL, {"q": "12 rue royale"}).status_code
        for person in (client, partner, intern, as_person())
    ]

    assert statuses == [302, 302, 403, 403]
    assert service.questions == []


def test_only_get_is_answered(agent):
    assert agent.post(URL, {"q": "12 rue royale"}).status_code == 405
