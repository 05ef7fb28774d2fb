"""A colleague with an account, and no memory of earlier failures."""

import pytest
from django.core.cache import cache

from accueil import permissions
from tests.factories import make_user


@pytest.fixture(autouse=True)
def forgotten_failures():
    """Rate limits live in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def colleague(db):
    return make_user(
        username="rose",
        email="rose@exemple.test",
        is_staff=True,
        groups=[permissions.CURATOR],
    )
