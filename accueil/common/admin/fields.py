"""Form fields that read numbers as French people write them."""

import re

from django import forms
from django.db import models


class FrenchDecimalField(forms.DecimalField):
    """« 12 500,50 », « 12500.5 » or « 99 € »."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "localize": True})
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[\s€]", "", value)
        return super().to_python(value)


OVERRIDES = {models.DecimalField: {"form_class": FrenchDecimalField}}
