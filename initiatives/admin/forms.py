"""Forms of a sheet and of its documents."""

from django import forms

from accueil.common.admin import VersionedForm
from accueil.reference.place_forms import PlacedForm
from initiatives.models import Initiative


class InitiativeForm(PlacedForm, VersionedForm):
    """Everything but the status: only actions publish, archive or verify."""

    class Meta:
        model = Initiative
        exclude = ["status", "verified_on", "verified_by"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4, "maxlength": 600}),
            "internal_note": forms.Textarea(attrs={"rows": 4}),
        }
