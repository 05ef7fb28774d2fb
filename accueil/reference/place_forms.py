"""Editing a place: commune, address, latitude and longitude, map, discretion."""

from django import forms
from django.contrib import admin
from django.contrib.gis.geos import Point
from django.urls import reverse_lazy

from accueil.common.points import (
    WGS84,
    degrees_in_french,
    describe,
    parse_degrees,
)
from accueil.reference.models import Placed, Territory

AROUND_HOME = 0.03  # degrees, about 3 km: outlines are simplified
AT_COMMUNE_REASON = "Adresse précise non renseignée"
PLACE_FIELDS = (
    "address",
    "commune",
    ("latitude", "longitude"),
    "location",
    "outside_confirmed",
    ("precision", "is_shelter"),
    "precision_reason",
)
PRIVATE_PLACE_FIELDS = (
    "address",
    "latitude",
    "longitude",
    "location",
    "outside_confirmed",
)


class PlacedForm(forms.ModelForm):
    """For a model that is Placed.

    The two text fields win over the map: they are what people read, and all there is
    without JavaScript. A commune alone places the sheet at its centre, and says so.
    """

    latitude = forms.CharField(
        label="Latitude", required=False, max_length=30, help_text="Ex. : 47,9029"
    )
    longitude = forms.CharField(
        label="Longitude", required=False, max_length=30, help_text="Ex. : 1,9039"
    )
    outside_confirmed = forms.BooleanField(
        label="Ce lieu est bien hors de la région",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.placed_at_centre = False
        if point := self.instance.location:
            self.initial["latitude"] = degrees_in_french(point.y)
            self.initial["longitude"] = degrees_in_french(point.x)

    def clean(self):
        cleaned = super().clean()
        if "latitude" not in self.fields:  # whoever may not see the position
            return cleaned
        if not {"latitude", "longitude", "location"} & set(self.errors):
            self._place(cleaned)
        return cleaned

    def clean_latitude(self) -> float | None:
        text = self.cleaned_data["latitude"].strip()
        return parse_degrees(text, "latitude") if text else None

    def clean_longitude(self) -> float | None:
        text = self.cleaned_data["longitude"].strip()
        return parse_degrees(text, "longitude") if text else None

    def _place(self, cleaned: dict) -> None:
        if {"latitude", "longitude"} & set(self.changed_data):
            cleaned["location"] = self._typed_point(cleaned)
        point, commune = cleaned.get("location"), cleaned.get("commune")
        if self._follows_commune(point):
            point = None
        if point is None and commune and commune.location:
            self._put_at_centre(cleaned, commune)
        elif point is not None and point != self.instance.location:
            self._check_region(point, cleaned)

    def _typed_point(self, cleaned: dict) -> Point | None:
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if latitude is None and longitude is None:
            return None
        for name, value in (("latitude", latitude), ("longitude", longitude)):
            if value is None:
                self.add_error(name, f"Donnez aussi la {name}, ou effacez l’autre.")
                return self.instance.location
        return Point(longitude, latitude, srid=WGS84)

    def _follows_commune(self, point: Point | None) -> bool:
        """The commune changed and the point is still the centre of the former one."""
        former = self.instance.commune if "commune" in self.changed_data else None
        return bool(point and former and point == former.location)

    def _put_at_centre(self, cleaned: dict, commune: Territory) -> None:
        """A centre is no address: what is published says « commune »."""
        cleaned["location"] = commune.location
        cleaned["precision"] = Placed.Precision.COMMUNE
        cleaned["precision_reason"] = (
            cleaned.get("precision_reason") or AT_COMMUNE_REASON
        )
        self.placed_at_centre = True

    def _check_region(self, point: Point, cleaned: dict) -> None:
        """Outside home is rare: a mistake to correct, or a fact to confirm."""
        located = Territory.objects.light().exclude(outline=None)
        home = located.home_region().first()
        if home is None or self._is_home(home, point):
            return
        if self._is_home(home, Point(point.y, point.x, srid=WGS84)):
            self.add_error(
                "latitude",
                "Latitude et longitude semblent inversées : vouliez-vous dire "
                f"latitude {degrees_in_french(point.x)} et "
                f"longitude {degrees_in_french(point.y)} ?",
            )
        elif not cleaned.get("outside_confirmed"):
            self.fields["outside_confirmed"].widget = forms.CheckboxInput()
            self.add_error(
                "outside_confirmed",
                f"La position {describe(point)} est hors de la région {home.name} : "
                "corrigez-la, ou cochez cette case pour la confirmer.",
            )

    @staticmethod
    def _is_home(home: Territory, point: Point) -> bool:
        near = Territory.objects.filter(pk=home.pk)
        return near.filter(outline__dwithin=(point, AROUND_HOME)).exists()


class PlacedAdmin:
    """For an admin whose form is a PlacedForm: scripts, and a word on what was done."""

    class Media:
        js = [
            "leaflet/leaflet.js",
            "admin-accueil/outline.js",
            "admin/js/jquery.init.js",
            "admin-accueil/place.js",
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "address" in form.base_fields:
            form.base_fields["address"].widget.attrs |= {
                "data-address-url": reverse_lazy("admin:reference_address"),
                "data-place-url": reverse_lazy("admin:reference_place", args=[0]),
            }
        return form

    def get_fieldsets(self, request, obj=None):
        """Whoever only reads gets the position as text instead of fields and map."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": _to_read(options["fields"])})
            for title, options in fieldsets
        ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if getattr(form, "placed_at_centre", False):
            self.message_user(
                request,
                f"Sans position saisie, la fiche est placée au centre de {obj.commune} "
                "et publiée à la précision « commune ».",
            )

    @admin.display(description="position", empty_value="non renseignée")
    def position(self, obj) -> str | None:
        return describe(obj.location) or None


def _to_read(fields) -> list:
    """``fields`` of a fieldset without what only serves to edit a place."""
    editing = {"outside_confirmed", ("latitude", "longitude"), "seen_version"}
    kept = [field for field in fields if field not in editing]
    return ["position" if field == "location" else field for field in kept]
