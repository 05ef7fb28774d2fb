"""People, strict clients and a clean memory for every test."""

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from accueil import permissions
from accueil.common import memory
from tests.client import StrictClient
from tests.factories import make_organisation, make_user


def pytest_configure():
    """What differs from production, and nothing else, before the first test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"anon": None},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The clients of tests speak plain HTTP; each protection has a test that sets it.
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.STAFF_SECOND_FACTOR = False
    settings.DEMO = False
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    settings.GEOCODER_URL = ""  # no test reaches the network
    settings.STATIC_ROOT = settings.BASE_DIR / "static"  # WhiteNoise wants it there


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load once what the first query of a process loads, so that counts are stable."""
    with django_db_blocker.unblock():
        ContentType.objects.get_for_models(*ContentType.objects.all()[:1])
        connection.ensure_connection()


@pytest.fixture(autouse=True)
def clean_memory():
    """Rolled back transactions bring data version numbers again."""
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def client():
    """Nobody in particular: the public."""
    return StrictClient()


def signed_in(user) -> StrictClient:
    client = StrictClient()
    client.force_login(user)
    return client


@pytest.fixture
def agent(db):
    """Region staff who curates the inventory."""
    return signed_in(make_user(groups=[permissions.CURATOR], is_staff=True))


@pytest.fixture
def manager(db):
    return signed_in(make_user(groups=[permissions.MANAGER], is_staff=True))


@pytest.fixture
def administrator(db):
    return signed_in(make_user(groups=[permissions.ADMINISTRATOR], is_staff=True))


@pytest.fixture
def intern(db):
    return signed_in(make_user(groups=[permissions.INTERN], is_staff=True))


@pytest.fixture
def partner(db):
    """Somebody of one organisation: ``partner.organisation``."""
    organisation = make_organisation(name="Organisation du partenaire")
    user = make_user(groups=[permissions.PARTNER], organisation=organisation)
    client = signed_in(user)
    client.organisation = organisation
    return client


@pytest.fixture
def as_person(db):
    """Function that signs in staff holding just these "app.codename" permissions."""

    def sign_in(*names: str, **fields) -> StrictClient:
        return signed_in(make_user(permissions=names, is_staff=True, **fields))

    return sign_in
