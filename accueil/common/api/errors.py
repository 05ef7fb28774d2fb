"""Refusals of the API: JSON, in French, with ``detail`` and sometimes ``errors``."""

from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

NOTHING_HERE = "Il n’y a rien à cette adresse."
MAX_NAMES = 20  # parameters named in one refusal


class BadQuery(exceptions.APIException):
    """400 that says what is wrong, parameter by parameter."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, errors: dict[str, list[str]], possible: list[str]):
        self.errors = dict(list(errors.items())[:MAX_NAMES])
        super().__init__(
            f"Requête refusée : {', '.join(f'« {name} »' for name in self.errors)}. "
            f"Paramètres possibles ici : {', '.join(possible) or 'aucun'}."
        )


def answer(error: Exception, context: dict) -> Response | None:
    """REST_FRAMEWORK's EXCEPTION_HANDLER; None lets Django report a fault of ours."""
    error = _in_our_words(error)
    response = exception_handler(error, context)
    if response is not None:
        response.data = {"detail": str(error.detail)}
        if isinstance(error, BadQuery):
            response.data["errors"] = error.errors
    return response


def _in_our_words(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound(NOTHING_HERE)
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError("Requête illisible.")
    if isinstance(error, exceptions.MethodNotAllowed):
        error.detail = "Cette API se lit seulement : GET, HEAD ou OPTIONS."
    if isinstance(error, exceptions.NotAcceptable):
        error.detail = (
            "Aucun des formats demandés par « Accept » n’existe ici. Formats : "
            f"{', '.join(one.media_type for one in error.available_renderers or [])}."
        )
    if isinstance(error, exceptions.Throttled):
        wait = f" Réessayez dans {error.wait} s." if error.wait is not None else ""
        error.detail = f"Trop de requêtes.{wait}"
    return error
