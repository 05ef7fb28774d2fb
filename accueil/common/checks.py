"""Checks before going online: the legal pages must not be blank."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

# What the law wants said (LCEN, GDPR), with the variable that says it.
REQUIRED = {
    "publisher": "ACCUEIL_PUBLISHER",
    "publisher_address": "ACCUEIL_PUBLISHER_ADDRESS",
    "publisher_phone": "ACCUEIL_PUBLISHER_PHONE",
    "director": "ACCUEIL_PUBLICATION_DIRECTOR",
    "host": "ACCUEIL_HOST_NAME",
    "host_address": "ACCUEIL_HOST_ADDRESS",
    "host_phone": "ACCUEIL_HOST_PHONE",
    "dpo_email": "ACCUEIL_DPO_EMAIL",
    "contact_email": "ACCUEIL_CONTACT_EMAIL",
}
CONFORMITY = {"non", "partiellement", "totalement"}


@register(Tags.security, deploy=True)
def legal_mentions(app_configs, **kwargs) -> list[Warning]:
    """One warning for each mention that is missing or cannot be."""
    found = [
        Warning(
            f"Une mention légale est vide : définissez {variable}.", id="accueil.W001"
        )
        for name, variable in REQUIRED.items()
        if not settings.LEGAL[name]
    ]
    if settings.LEGAL["accessibility"] not in CONFORMITY:
        found.append(
            Warning(
                "ACCUEIL_ACCESSIBILITY vaut non, partiellement ou totalement.",
                id="accueil.W002",
            )
        )
    if settings.DEMO:
        found.append(
            Warning("ACCUEIL_DEMO=1 n’est pas pour la production.", id="accueil.W003")
        )
    return found
