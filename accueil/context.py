"""What every page says of the site: its name, whose it is, its legal mentions."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from accueil.common.memory import remember
from accueil.reference.models import DataVersion, Territory


def home_region() -> Territory | None:
    """The Region that adopted the tool (ACCUEIL_REGION). One query."""
    return (
        Territory.objects.light()
        .filter(kind=Territory.Kind.REGION, code=settings.REGION)
        .first()
    )


def operator_name(request) -> str:
    """ACCUEIL_OPERATOR, else « Région » and its official name."""
    if settings.OPERATOR:
        return settings.OPERATOR
    region = remember("home region", DataVersion.of(request), home_region)
    return f"Région {region.name}" if region else "Région"


def site(request) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "operator": SimpleLazyObject(lambda: operator_name(request)),
        "legal": settings.LEGAL,
        "is_demo": settings.DEMO,
    }
