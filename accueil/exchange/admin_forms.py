"""Forms of the import pages."""

from django import forms
from django.core.exceptions import ValidationError

BIGGEST = 10_000_000  # bytes
ACCEPTED = ".csv,.xlsx,.ods,.geojson,.json"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        max_length=300,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text="csv, xlsx, ods ou GeoJSON ; 10 Mo et 5 000 lignes au plus.",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : enregistrez-le de nouveau.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
        },
    )
    sheet = forms.CharField(
        label="Feuille",
        required=False,
        max_length=200,
        help_text="Pour un classeur : vide, la première feuille remplie est lue.",
    )

    def clean_file(self):
        """Before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > BIGGEST:
            raise ValidationError(
                f"Ce fichier pèse {file.size / 1e6:.1f} Mo, 10 Mo au plus : coupez-le "
                "en plusieurs.".replace(".", ",", 1)
            )
        return file


class OptionsForm(forms.Form):
    """What to change in the reading of a file already received."""

    sheet = forms.ChoiceField(label="Feuille", required=False)
    header_line = forms.IntegerField(
        label="Ligne des en-têtes",
        required=False,
        min_value=1,
        max_value=1_000,
        help_text="Vide : trouvée par le programme.",
    )
    ignored = forms.MultipleChoiceField(
        label="Colonnes inconnues à ignorer",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_only = forms.BooleanField(
        label="Seulement les lignes valides", required=False
    )

    def __init__(self, *args, sheets=(), unknown=(), refused=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [("", "Au choix du programme")] * (
            not sheets
        ) + [(name, name) for name in sheets]
        self.fields["ignored"].choices = [
            (header, f"{header} (peut-être « {near} » ?)" if near else header)
            for header, near in unknown
        ]
        if len(sheets) < 2:
            del self.fields["sheet"]
        if not unknown:
            del self.fields["ignored"]
        if not refused:
            del self.fields["valid_only"]
