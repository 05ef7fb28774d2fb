"""How often one address may ask: ACCUEIL_API_RATE."""

from rest_framework.settings import api_settings
from rest_framework.throttling import AnonRateThrottle

PERIODS = {"s": "seconde", "m": "minute", "h": "heure", "d": "jour"}


class PerAddress(AnonRateThrottle):
    """By IP address, signed in or not: nobody is known here."""

    def get_rate(self) -> str | None:
        """Read at each request, so that a test may change it."""
        return api_settings.DEFAULT_THROTTLE_RATES["anon"]


def rate_in_words() -> str:
    """« 60 requêtes par minute », or « sans limite »."""
    rate = api_settings.DEFAULT_THROTTLE_RATES["anon"]
    if not rate:
        return "sans limite"
    count, period = rate.split("/")
    return f"{count} requêtes par {PERIODS[period[0]]}"
