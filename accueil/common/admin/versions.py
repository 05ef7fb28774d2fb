"""Two people on one sheet: the second to save is told, and loses nothing."""

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from accueil.common.changes import person_names

LARGEST_INTEGER = 2**31 - 1  # of the column


class VersionedForm(forms.ModelForm):
    """Refuses to save over a version that the person has not seen."""

    # Not « version »: that column is no form field, so that nobody sets it.
    seen_version = forms.IntegerField(
        required=False,
        widget=forms.HiddenInput,
        min_value=0,
        max_value=LARGEST_INTEGER,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean(self):
        cleaned = super().clean()
        # The instance still holds what the database holds: it is filled after clean().
        if self.instance.pk and cleaned.get("seen_version") != self.instance.version:
            self._accept_next_time()
            conflict = ValidationError(_who_was_first(self.instance), code="conflict")
            raise ValidationError([conflict, *self._stored_values()])
        return cleaned

    def _post_clean(self):
        """All rules of the table, those on columns that the form lacks included.

        Django skips them; a published sheet without summary would reach the database.
        """
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error.messages)

    def _accept_next_time(self) -> None:
        """The same form, sent again knowingly, replaces the stored version."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = self.instance.version

    def _stored_values(self) -> list[str]:
        """« Résumé, valeur enregistrée : … » for each field that differs."""
        return [
            f"{self.fields[name].label}, valeur enregistrée : {self._stored(name)}"
            for name in self.changed_data
            if not self.fields[name].widget.is_hidden
        ]

    def _stored(self, name: str) -> str:
        value = self.get_initial_for_field(self.fields[name], name)
        if isinstance(value, list):
            return ", ".join(map(str, value)) or "vide"
        if name in {field.name for field in self.instance._meta.concrete_fields}:
            value = getattr(self.instance, name)
        return "vide" if value in (None, "") else f"« {value} »"


def _who_was_first(instance) -> str:
    last = instance.history.order_by("-history_date", "-history_id").first()
    if last is None:
        first = "Cette fiche a été modifiée"
    else:
        name = person_names({last.history_user_id})[last.history_user_id]
        moment = date_format(timezone.localtime(last.history_date), r"j F Y à H \h i")
        first = f"{name} a modifié cette fiche le {moment}"
    return (
        f"{first}, depuis que vous l’avez ouverte. Votre saisie est conservée "
        "ci-dessous : comparez, puis enregistrez de nouveau pour la garder, ou "
        "rouvrez la fiche pour repartir de la version enregistrée."
    )


class VersionedAdmin:
    """For an admin whose form is a VersionedForm: one save at a time, counted."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with transaction.atomic():
            if request.method == "POST" and object_id:
                self._wait_for_others(unquote(object_id))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _wait_for_others(self, pk: str) -> None:
        """Two identical versions sent together: the second reads after the first."""
        if pk.isdecimal():
            rows = self.model._default_manager.select_for_update(of=("self",))
            rows.filter(pk=pk).order_by().values_list("pk").first()

    def save_model(self, request, obj, form, change):
        obj.version += 1
        super().save_model(request, obj, form, change)
