"""Checks of French official identifiers and of public addresses."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

LA_POSTE = "356000000"  # its establishments follow a rule of their own (Insee)


def _luhn_sum(digits: str) -> int:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total


def validate_siret(value: str) -> None:
    """14 digits with the Luhn key of Insee's SIRET."""
    if not re.fullmatch(r"[0-9]{14}", value):
        raise ValidationError("Un SIRET compte 14 chiffres, sans espace.")
    if value.startswith(LA_POSTE) and sum(map(int, value)) % 5 == 0:
        return
    if _luhn_sum(value) % 10:
        raise ValidationError(
            f"{value} n’est pas un SIRET valide : la clé de contrôle ne correspond pas."
        )


def validate_rna(value: str) -> None:
    """« W » and nine characters, as in the national register of associations."""
    if not re.fullmatch(r"W[0-9][0-9A-Z][0-9]{7}", value):
        raise ValidationError("Un numéro RNA s’écrit W suivi de neuf chiffres.")


def validate_web_address(value: str) -> None:
    """http or https, with a host and no password: nothing a browser would run."""
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise ValidationError("Cette adresse n’est pas lisible.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValidationError("L’adresse doit commencer par http:// ou https://.")
    if parts.username or parts.password:
        raise ValidationError("L’adresse ne doit pas contenir d’identifiant.")


def validate_plain_text(value: str) -> None:
    """No control character, no bidirectional override, no lone surrogate."""
    for rank, character in enumerate(value, start=1):
        code = ord(character)
        control = code < 32 and character not in "\t\n\r"
        override = 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
        surrogate = 0xD800 <= code <= 0xDFFF
        if control or override or surrogate or code == 127:
            raise ValidationError(
                f"Caractère invisible interdit (U+{code:04X}) en position {rank} : "
                "effacez-le ou recopiez le texte à la main."
            )
