"""What the site is compared with: an answer and pages that hold nothing."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import include, path

LEAFLET_PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Carte vide</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{css}"><link rel="stylesheet" href="carte-vide.css">
<script src="{js}" defer></script><script src="carte-vide.js" defer></script>
</head><body><div id="carte"></div></body></html>"""
LEAFLET_STYLE = "html, body, #carte { height: 100%; margin: 0 }"
# One marker, for the same sign that the map is there.
LEAFLET_SCRIPT = """
const map = L.map("carte").setView([47.5, 1.7], 8);
const icon = L.divIcon({ className: "point", iconSize: [32, 32] });
L.marker([47.5, 1.7], { icon }).addTo(map);
"""


class CountQueries:
    """Says in a header how many queries an answer took."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count = 0

        def counted(execute, *arguments):
            nonlocal count
            count += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"] = count
        return response


def empty_answer(request):
    return JsonResponse({})


def empty_page(request):
    """The site's skeleton around nothing."""
    return render(request, "base.html")


def leaflet_page(request):
    addresses = {name: static(f"leaflet/leaflet.{name}") for name in ("css", "js")}
    return HttpResponse(LEAFLET_PAGE.format(**addresses))


def leaflet_style(request):
    return HttpResponse(LEAFLET_STYLE, content_type="text/css")


def leaflet_script(request):
    return HttpResponse(LEAFLET_SCRIPT, content_type="text/javascript")


urlpatterns = [
    path("mesures/vide.json", empty_answer),
    path("mesures/page-vide/", empty_page),
    path("mesures/carte-vide/", leaflet_page),
    path("mesures/carte-vide/carte-vide.css", leaflet_style),
    path("mesures/carte-vide/carte-vide.js", leaflet_script),
    path("", include("accueil.urls")),
]
