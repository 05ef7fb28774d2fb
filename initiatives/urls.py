"""Addresses of the inventory."""

from django.urls import path

from initiatives import views

app_name = "initiatives"

urlpatterns = [
    path("", views.initiative_list, name="list"),
    *(
        path(
            f"export.{extension}",
            views.initiative_export,
            {"extension": extension},
            name=f"export-{extension}",
        )
        for extension in ("xlsx", "ods", "csv", "geojson")
    ),
    path("carte.json", views.initiative_map_data, name="map-data"),
    path("apercu/<str:token>/", views.initiative_preview, name="preview"),
    path(
        "apercu/<str:token>/documents/<uuid:public_id>/",
        views.initiative_preview_document,
        name="preview-document",
    ),
    path("<slug:slug>/", views.initiative_detail, name="detail"),
    path("<slug:slug>/fiche.pdf", views.initiative_pdf, name="pdf"),
    path(
        "<slug:slug>/documents/<uuid:public_id>/",
        views.initiative_document,
        name="document",
    ),
]
