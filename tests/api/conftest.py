"""No limit of rate but where a test sets one."""

import pytest
from django.core.cache import cache
from rest_framework.settings import api_settings


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    """Function that sets the rate; none at first."""
    cache.clear()

    def set_rate(rate: str | None) -> None:
        monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "anon", rate)

    set_rate(None)
    return set_rate
