"""Front door of the API: its index, its OpenAPI document, its French page."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accueil.api.guide import guide
from accueil.common.api.throttling import rate_in_words
from accueil.common.api.views import OpenView

PARTS = {
    "initiatives": "api:initiatives",
    "acteurs": "api:organisations",
    "territoires": "api:territories",
    "vocabulaires": "api:vocabularies",
    "schema": "api:schema",
    "documentation": "api-docs",
}


@cache
def openapi() -> dict:
    """The OpenAPI document. It depends on the code alone: built once a process."""
    return SchemaGenerator().get_schema(public=True)


class Index(OpenView):
    @extend_schema(
        operation_id="index",
        summary="Le sommaire",
        description="Adresses de ce que l’API contient.",
        responses={
            200: {
                "type": "object",
                "additionalProperties": {"type": "string", "format": "uri"},
            }
        },
        tags=["api"],
    )
    def get(self, request):
        return Response(
            {
                part: request.build_absolute_uri(reverse(name))
                for part, name in PARTS.items()
            }
        )


class Schema(OpenView):
    schema = None
    renderer_classes = [
        OpenApiJsonRenderer,
        OpenApiYamlRenderer,
        OpenApiJsonRenderer2,
        OpenApiYamlRenderer2,
    ]

    def get(self, request):
        return Response(openapi())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """What the OpenAPI document says, for people."""
    context = {
        "resources": guide(openapi()),
        "rate": rate_in_words(),
        "root": request.build_absolute_uri(reverse("api:index")),
    }
    return render(request, "api/docs.html", context)
