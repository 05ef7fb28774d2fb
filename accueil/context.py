"""What every page says of the site: its name, whose it is, its legal mentions."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from accueil.common.memory import remember
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
        "is_demo": settings.DEMO,
    }
