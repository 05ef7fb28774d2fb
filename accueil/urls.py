"""Every address of the site."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from accueil.sitemaps import SITEMAPS
from accueil.views import home, legal, organisations, system, territories

actors = [
    path("", organisations.organisation_list, name="organisations"),
    path(
        "carte.json",
        organisations.organisation_map_data,
        name="organisations-map-data",
    ),
    path("<slug:slug>/", organisations.organisation_detail, name="organisation"),
]

places = [
    path("", territories.territory_list, name="territories"),
    path("contours.json", territories.outlines, name="outlines"),
    path("suggestions.json", territories.suggestions, name="suggestions"),
    path("<slug:kind>/<str:code>/", territories.territory_detail, name="territory"),
    path(
        "<slug:kind>/<str:code>/contour.json",
        territories.territory_outline,
        name="territory-outline",
    ),
]

pages = [
    path("mentions-legales/", legal.legal_notice, name="legal-notice"),
    path("donnees-personnelles/", legal.personal_data, name="personal-data"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
    path("plan-du-site/", legal.sitemap_page, name="sitemap-page"),
    path("robots.txt", legal.robots, name="robots"),
    path(".well-known/security.txt", legal.security_txt, name="security-txt"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sante/", system.health, name="health"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("initiatives/", include("initiatives.urls")),
    path("acteurs/", include(actors)),
    path("territoires/", include(places)),
    path("", include(pages)),
    path("api/", include("accueil.api.urls")),
    path("compte/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
