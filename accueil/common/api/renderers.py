"""Formats of the API, and how a request chooses one."""

from rest_framework.exceptions import NotFound
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer


class GeoJSONRenderer(JSONRenderer):
    """Of dicts that already are GeoJSON."""

    media_type = "application/geo+json"
    format = "geojson"


class Negotiation(DefaultContentNegotiation):
    """« format » in the address wins over the header « Accept »."""

    def select_renderer(self, request, renderers, format_suffix=None):
        wanted = request.query_params.get("format")
        if not wanted:
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == wanted:
                return renderer, renderer.media_type
        possible = ", ".join(dict.fromkeys(renderer.format for renderer in renderers))
        raise NotFound(f"Format « {wanted[:40]} » inconnu. Formats : {possible}.")
