"""Addresses of the API, under /api/."""

from django.urls import include, path, re_path

from accueil.api.views import Index, Schema, docs
from accueil.common.api.views import Nothing
from accueil.reference.api.organisations import OrganisationViewSet
from accueil.reference.api.territories import TerritoryViewSet
from accueil.reference.api.vocabularies import VocabularyViewSet
from initiatives.api import InitiativeViewSet

MANY, ONE = {"get": "list"}, {"get": "retrieve"}

v1 = [
    path("", Index.as_view(), name="index"),
    path("initiatives/", InitiativeViewSet.as_view(MANY), name="initiatives"),
    path(
        "initiatives/<slug:identifiant>/",
        InitiativeViewSet.as_view(ONE),
        name="initiative",
    ),
    path("acteurs/", OrganisationViewSet.as_view(MANY), name="organisations"),
    path(
        "acteurs/<slug:identifiant>/",
        OrganisationViewSet.as_view(ONE),
        name="organisation",
    ),
    path("territoires/", TerritoryViewSet.as_view(MANY), name="territories"),
    path(
        "territoires/<slug:nature>/<str:code>/",
        TerritoryViewSet.as_view(ONE),
        name="territory",
    ),
    path(
        "vocabulaires/",
        VocabularyViewSet.as_view({"get": "index"}),
        name="vocabularies",
    ),
    path(
        "vocabulaires/<slug:vocabulaire>/",
        VocabularyViewSet.as_view(ONE),
        name="vocabulary",
    ),
    path("schema/", Schema.as_view(), name="schema"),
    # Last: whatever else ends with a slash is a refusal in JSON.
    re_path(r"[\s\S]*/$", Nothing.as_view(), name="nothing"),
]

urlpatterns = [
    path("", docs, name="api-docs"),
    path("v1/", include((v1, "api"))),
]
