"""What every page says of the site: name, operator, legal mentions, data credits."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from accueil.common.memory import remember
from accueil.reference.credits import data_credits
from accueil.reference.models import DataVersion, Territory


def operator_name(request) -> str:
    """ACCUEIL_OPERATOR, else « Région » and its official name. One query at most."""
    if settings.OPERATOR:
        return settings.OPERATOR
    region = remember(
        "home region",
        DataVersion.of(request),
        lambda: Territory.objects.light().home_region().first(),
    )
    return f"Région {region.name}" if region else "Région"


def site(request) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "operator": SimpleLazyObject(lambda: operator_name(request)),
        "legal": settings.LEGAL,
        "data_credits": data_credits(),
        "is_demo": settings.DEMO,
    }
