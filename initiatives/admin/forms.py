"""Forms of a sheet and of its documents."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accueil.common.admin import VersionedForm
from accueil.common.images import check_pdf, clean_image
from accueil.reference.place_forms import PlacedForm
from initiatives.models import Document, Initiative


class InitiativeForm(PlacedForm, VersionedForm):
    """Everything but the status: only actions publish, archive or verify."""

    class Meta:
        model = Initiative
        exclude = ["status", "verified_on", "verified_by"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4, "maxlength": 600}),
            "description": forms.Textarea(attrs={"rows": 10}),
            "internal_note": forms.Textarea(attrs={"rows": 4}),
        }


class DocumentForm(forms.ModelForm):
    """What is uploaded is rebuilt (image) or checked (PDF) before it is kept."""

    class Meta:
        model = Document
        fields = [
            "kind",
            "title",
            "url",
            "file",
            "alternative_text",
            "credit",
            "licence",
            "source_title",
            "source_url",
        ]
        widgets = {
            "file": forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp,.pdf"})
        }

    former_file = ""  # name of the stored file that an upload replaces

    def clean(self):
        cleaned = super().clean()
        kind, upload = cleaned.get("kind"), cleaned.get("file")
        if kind == Document.Kind.LINK or not upload:
            return cleaned
        try:
            cleaned["file"] = self._kept(kind, upload)
        except ValidationError as error:
            self.add_error("file", error)
        return cleaned

    def _kept(self, kind: str, upload):
        """What to store: the new file made safe, or the one already there."""
        if isinstance(upload, UploadedFile):
            self.former_file = self.instance.file.name
            return clean_image(upload) if kind == "image" else check_pdf(upload)
        if "kind" in self.changed_data:
            raise ValidationError("La nature a changé : envoyez le fichier à nouveau.")
        return upload
