"""Base of every view of the API: read only, open to all, the same for everybody."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseNotModified
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accueil.common.api import filtering
from accueil.common.api.errors import NOTHING_HERE
from accueil.common.api.pagination import Pages
from accueil.common.api.renderers import GeoJSONRenderer
from accueil.common.release import RELEASE

METHODS = ["get", "head", "options"]
# What a page of another site may read, and send.
EXPOSED = "ETag, Retry-After"
ACCEPTED = "Accept, If-None-Match"


class Open:
    """Mixin: strict parameters, headers of open data, refusals in JSON."""

    http_method_names = METHODS

    def known_parameters(self) -> list[str]:
        return ["format"]

    def repeatable_parameters(self) -> set[str]:
        return set()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            filtering.check_names(
                request.query_params,
                self.known_parameters(),
                self.repeatable_parameters(),
            )

    def options(self, request, *args, **kwargs) -> Response:
        """Answers a browser's preliminary question; describes nothing."""
        headers = {
            "Access-Control-Allow-Methods": ", ".join(self.allowed_methods),
            "Access-Control-Allow-Headers": ACCEPTED,
            "Access-Control-Max-Age": "86400",
        }
        return Response(status=204, headers=headers)

    def finalize_response(self, request, response, *args, **kwargs):
        refused = response.status_code >= 400
        if refused:
            request.accepted_renderer = JSONRenderer()
            request.accepted_media_type = JSONRenderer.media_type
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        response.headers["Cache-Control"] = (
            "no-store" if refused else "public, max-age=0, must-revalidate"
        )
        return response


class OpenView(Open, APIView):
    pass


class Nothing(OpenView):
    """Every address under the API that is not one of its own."""

    schema = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise NotFound(NOTHING_HERE)

    def known_parameters(self) -> list[str]:
        return list(self.request.GET)


def revalidated(method: Callable) -> Callable:
    """304 to whoever holds the answer of this address at this version of the data.

    The tag cannot be guessed: only a 200 of the same address gives it, and the same
    address at the same version, made by the same code, is the same answer. One query.
    """

    @wraps(method)
    def view(self, request, *args, **kwargs):
        etag = _etag(request, self.data_version())
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponseNotModified()
        else:
            response = method(self, request, *args, **kwargs)
        if response.status_code in {200, 304}:
            response.headers["ETag"] = etag
        return response

    return view


def _etag(request: HttpRequest, version: int) -> str:
    known_by = (
        request.build_absolute_uri(),
        request.accepted_renderer.format,
        RELEASE,
    )
    digest = salted_hmac("api", "\n".join(known_by)).hexdigest()[:16]
    return f'W/"v{version}-{digest}"'


class OpenViewSet(Open, GenericViewSet):
    """Rows of a public queryset: a page of them, or one.

    A subclass gives ``get_queryset``, ``data_version``, ``filterset_class``,
    ``serializer_class``, ``notes`` (a Note per filter) and ``ordering``.
    """

    renderer_classes = [JSONRenderer, GeoJSONRenderer]
    filter_backends = [filtering.ByFilterSet]
    pagination_class = Pages
    filterset_class = None
    ordering: tuple[str, ...] = ()
    notes: dict[str, filtering.Note] = {}

    @property
    def is_map(self) -> bool:
        return self.request.accepted_renderer.format == GeoJSONRenderer.format

    def known_parameters(self) -> list[str]:
        filters = []
        if self.action == "list" and self.filterset_class:
            filters = filtering.names(self.filterset_class)
        return [*filters, *super().known_parameters()]

    def repeatable_parameters(self) -> set[str]:
        return (
            filtering.repeatable(self.filterset_class)
            if self.filterset_class
            else set()
        )

    def in_order(self, filterset):
        """Its rows in a total order, so that pages never overlap."""
        return filterset.rows.order_by(*self.ordering)

    def geometry(self, row, public: dict) -> dict | None:
        """GeoJSON geometry of a row: the point that its public fields give."""
        if public["longitude"] is None:
            return None
        return {
            "type": "Point",
            "coordinates": [public["longitude"], public["latitude"]],
        }

    def feature(self, row, public: dict) -> dict:
        return {
            "type": "Feature",
            "geometry": self.geometry(row, public),
            "properties": public,
        }

    def page(self, rows) -> Response:
        """Answer of ``list``."""
        page = self.paginate_queryset(rows)
        public = self.get_serializer(page, many=True).data
        if not self.is_map:
            return self.get_paginated_response(public)
        features = [self.feature(*pair) for pair in zip(page, public, strict=True)]
        return Response(
            {
                "type": "FeatureCollection",
                **self.paginator.counts(),
                "features": features,
            }
        )

    def one(self, row) -> Response:
        """Answer of ``retrieve``."""
        public = self.get_serializer(row).data
        return Response(self.feature(row, public) if self.is_map else public)
