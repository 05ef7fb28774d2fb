"""Model fields with our own checks."""

from django.db import models

from accueil.common.validators import validate_web_address


class WebAddressField(models.URLField):
    """An http(s) address without credentials; « https » is assumed when left out."""

    default_validators = [*models.URLField.default_validators, validate_web_address]

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})
