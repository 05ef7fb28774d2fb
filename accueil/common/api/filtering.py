"""The pages' filter sets read by the API, and what it says of a bad query string."""

import difflib
from dataclasses import dataclass

import django_filters
from django import forms
from rest_framework.filters import BaseFilterBackend

from accueil.common.api import pagination
from accueil.common.api.errors import BadQuery
from accueil.common.filters import (
    MAX_VALUES,
    TRACKING_PREFIXES,
    ChoiceFilter,
    FacetFilter,
)


@dataclass(frozen=True)
class Note:
    """What the documentation says of one parameter."""

    text: str
    example: str


def check_names(query, known: list[str], repeatable: set[str]) -> None:
    """Raise BadQuery for a parameter that is not ``known``, or repeated in vain.

    Or that holds U+0000, which the database cannot store, nor therefore look for.
    """
    errors = {}
    for name, values in query.lists():
        if name.startswith(TRACKING_PREFIXES):
            continue
        if name not in known:
            near = difflib.get_close_matches(name[:80], known, 1)
            hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
            errors[name[:80]] = [f"Paramètre inconnu.{hint}"]
        elif name not in repeatable and len(values) > 1:
            errors[name] = ["Ce paramètre ne se répète pas."]
        elif any("\x00" in value for value in values):
            errors[name] = ["Un caractère nul n’a pas sa place ici."]
    if errors:
        raise BadQuery(errors, known)


class ByFilterSet(BaseFilterBackend):
    """Rows of ``view.filterset_class`` in ``view.in_order``; BadQuery otherwise."""

    def filter_queryset(self, request, queryset, view):
        filterset = view.filterset_class(
            request.query_params, queryset=queryset, request=request
        )
        if not filterset.is_valid():
            raise BadQuery(value_errors(filterset), view.known_parameters())
        return view.in_order(filterset)

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [
            {
                "name": name,
                "in": "query",
                "description": view.notes[name].text,
                "schema": _schema(filter_),
                "example": _example(filter_, view.notes[name].example),
                **({"style": "form", "explode": True} if _repeats(filter_) else {}),
            }
            for name, filter_ in view.filterset_class.base_filters.items()
        ]


def value_errors(filterset) -> dict[str, list[str]]:
    """Values that cannot be read, by parameter; closed lists say what they hold."""
    errors = {name: list(found) for name, found in filterset.form.errors.items()}
    for name in errors:
        field = filterset.form.fields[name]
        if isinstance(field, forms.ChoiceField):
            value = filterset.data.get(name, "")[:60]
            possible = ", ".join(str(word) for word, _ in field.choices)
            errors[name] = [f"« {value} » n’est pas possible ici : {possible}."]
    return errors


def repeatable(filterset_class) -> set[str]:
    """Names of the parameters that may come several times: « or » between values."""
    filters = filterset_class.base_filters.items()
    return {name for name, filter_ in filters if _repeats(filter_)}


def names(filterset_class) -> list[str]:
    return [*filterset_class.base_filters, *pagination.NAMES]


def _repeats(filter_) -> bool:
    return isinstance(filter_, FacetFilter)


def _example(filter_, text: str):
    return [text] if _repeats(filter_) else text


def _schema(filter_) -> dict:
    """OpenAPI schema of one parameter's values."""
    if isinstance(filter_, FacetFilter):
        words = (
            {"enum": list(filter_.words)} if isinstance(filter_, ChoiceFilter) else {}
        )
        items = {"type": "string", **words}
        return {"type": "array", "items": items, "maxItems": MAX_VALUES}
    if isinstance(filter_, django_filters.ChoiceFilter):
        return {
            "type": "string",
            "enum": [word for word, _ in filter_.extra["choices"]],
        }
    if isinstance(filter_, django_filters.NumberFilter):
        low, high = filter_.extra["min_value"], filter_.extra["max_value"]
        return {"type": "number", "minimum": float(low), "maximum": high}
    most = filter_.extra.get("max_length")
    return {"type": "string", **({"maxLength": most} if most else {})}
