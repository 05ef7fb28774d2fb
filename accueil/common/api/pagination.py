"""Pages of at most 100 rows, the same in JSON and in GeoJSON."""

import re

from django.core.paginator import InvalidPage, Paginator
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from accueil.common.api.errors import BadQuery

PAGE_SIZE = 50
MAX_PAGE_SIZE = 100
NAMES = ("page", "page_size")


class Pages(BasePagination):
    """A page that does not exist is a 404; too big or too small a size is clamped."""

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        text = request.query_params.get("page") or "1"
        paginator = Paginator(queryset, self.page_size(request))
        try:
            if not re.fullmatch(r"[0-9]{1,9}", text):
                raise InvalidPage
            self.page = paginator.page(text)
        except InvalidPage as error:
            raise NotFound(
                f"La page « {text[:20]} » n’existe pas : "
                f"de 1 à {paginator.num_pages} seulement."
            ) from error
        return list(self.page)

    def page_size(self, request) -> int:
        text = request.query_params.get("page_size") or str(PAGE_SIZE)
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            message = f"Un nombre entier, de 1 à {MAX_PAGE_SIZE}."
            raise BadQuery({"page_size": [message]}, list(NAMES))
        # Its first digits tell enough, and int() refuses thousands of them.
        return min(max(int(text[:20]), 1), MAX_PAGE_SIZE)

    def counts(self) -> dict:
        """Return {"total", "page", "pages", "precedente", "suivante"}."""
        page = self.page
        return {
            "total": page.paginator.count,
            "page": page.number,
            "pages": page.paginator.num_pages,
            "precedente": self.link(page.number - 1) if page.has_previous() else None,
            "suivante": self.link(page.number + 1) if page.has_next() else None,
        }

    def link(self, number: int) -> str:
        url = self.request.build_absolute_uri()
        if number == 1:
            return remove_query_param(url, "page")
        return replace_query_param(url, "page", number)

    def get_paginated_response(self, data) -> Response:
        return Response({**self.counts(), "donnees": data})

    def get_paginated_response_schema(self, schema: dict) -> dict:
        properties = {**COUNTS, "donnees": schema}
        return {
            "type": "object",
            "required": list(properties),
            "properties": properties,
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [
            {
                "name": "page",
                "in": "query",
                "description": "Numéro de la page ; une page qui n’existe pas : 404.",
                "schema": {"type": "integer", "minimum": 1, "default": 1},
                "example": 2,
            },
            {
                "name": "page_size",
                "in": "query",
                "description": (
                    f"Lignes par page, ramené entre 1 et {MAX_PAGE_SIZE} : "
                    f"{PAGE_SIZE} si rien n’est dit."
                ),
                "schema": {"type": "integer", "default": PAGE_SIZE},
                "example": MAX_PAGE_SIZE,
            },
        ]


def _address(description: str) -> dict:
    return {
        "type": "string",
        "format": "uri",
        "nullable": True,
        "description": description,
    }


COUNTS = {
    "total": {"type": "integer", "description": "Lignes qui répondent, toutes pages."},
    "page": {"type": "integer", "description": "Numéro de cette page."},
    "pages": {"type": "integer", "description": "Nombre de pages."},
    "precedente": _address("Adresse de la page précédente, ou null."),
    "suivante": _address("Adresse de la page suivante, ou null."),
}
