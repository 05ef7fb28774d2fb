"""Filters that refuse what they do not understand."""

import difflib
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property

MAX_VALUES = 100  # of one repeated parameter
MAX_SEARCH = 200  # characters
ORDER_PARAMETERS = {"tri"}
# Parameters of the page, not of the catalogue; and what mailings add to addresses.
PAGE_PARAMETERS = {"page", "vue", "bbox", "zoom", "format", "page_size"}
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "fbclid", "gclid")


class ValuesField(forms.Field):
    """Repeated parameter: a list of texts, at most MAX_VALUES, blanks dropped."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, read, **kwargs):
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value) -> list:
        """Each text through ``self.read``; every unknown one is named."""
        texts = list(dict.fromkeys(text for text in value or [] if text))
        if any("\x00" in text for text in texts):
            raise ValidationError("Caractère invisible interdit.")
        if len(texts) > MAX_VALUES:
            raise ValidationError(f"{MAX_VALUES} valeurs au plus.")
        read, errors = [], []
        for text in texts:
            try:
                read.append(self.read(text))
            except ValidationError as error:
                errors += error.messages
        if errors:
            raise ValidationError(errors)
        return read


class FacetFilter(django_filters.Filter):
    """A repeated parameter: OR between its values, AND with the other filters.

    ``read(text)`` gives the value that an address names or raises ValidationError;
    ``condition(values)`` what rows must satisfy.
    """

    field_class = ValuesField

    @property
    def field(self):
        # A new field each time: what it accepts depends on the request's vocabulary.
        return ValuesField(read=self.read, required=False, label=self.label)

    def read(self, text: str):
        raise NotImplementedError

    def condition(self, values: list):
        raise NotImplementedError

    def filter(self, queryset, values):
        return queryset.filter(self.condition(values)) if values else queryset


class ChoiceFilter(FacetFilter):
    """Fixed values, with the French words that addresses use for them."""

    def __init__(self, words: dict, **kwargs):
        super().__init__(**kwargs)
        self.words = words

    def read(self, text: str):
        if text not in self.words:
            raise ValidationError(
                f"« {text[:60]} » n’est pas possible ici : {', '.join(self.words)}."
            )
        return self.words[text]

    def condition(self, values: list):
        return Q(**{f"{self.field_name}__in": values})


class StrictFilterSet(django_filters.FilterSet):
    """An unknown parameter makes it invalid, like a value it cannot read."""

    @cached_property
    def unknown(self) -> dict[str, str | None]:
        """Parameters that mean nothing here, each with the nearest that does."""
        known = set(self.filters) | PAGE_PARAMETERS
        strangers = [
            name
            for name in self.data
            if name not in known and not name.startswith(TRACKING_PREFIXES)
        ]
        return {
            name: next(iter(difflib.get_close_matches(name, self.filters, 1)), None)
            for name in strangers
        }

    def is_valid(self) -> bool:
        return super().is_valid() and not self.unknown

    @property
    def errors_by_name(self) -> dict[str, list[str]]:
        """What is wrong, parameter by parameter; unknown ones list the valid names."""
        valid = ", ".join(self.filters)
        return {name: list(errors) for name, errors in self.form.errors.items()} | {
            name: [f"Paramètre inconnu. Paramètres possibles : {valid}."]
            for name in self.unknown
        }

    @cached_property
    def question(self) -> str:
        """The query string without order, page and view, in one order of parameters."""
        kept = self.filters.keys() - ORDER_PARAMETERS
        # Encoded: « & » in a text must not pass for another parameter.
        return urlencode(
            [
                (name, value)
                for name in sorted(kept & set(self.data))
                for value in sorted(self.data.getlist(name))
            ],
            errors="surrogatepass",
        )

    @cached_property
    def rows(self):
        """Matching rows; none at all (not all of them) for an invalid query string."""
        return self.qs if self.is_valid() else self.queryset.none()
