"""Fields of public answers: what is not known is null, closed lists speak French."""

from rest_framework import serializers


class Text(serializers.CharField):
    """A text; an empty one is null."""

    def __init__(self, **kwargs):
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value):
        return super().to_representation(value) or None


class Address(serializers.URLField):
    """A web address; an empty one is null."""

    def __init__(self, **kwargs):
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value):
        return super().to_representation(value) or None


class Word(serializers.ChoiceField):
    """A stored value under the French word that addresses use; empty is null.

    ``words``: {word: stored value}.
    """

    def __init__(self, words: dict, **kwargs):
        self.by_value = {str(value): word for word, value in words.items()}
        labels = [
            (word, getattr(value, "label", word)) for word, value in words.items()
        ]
        super().__init__(choices=labels, **kwargs)

    def to_representation(self, value):
        return self.by_value.get(str(value))


class Coordinate(serializers.FloatField):
    """One coordinate of a point (WGS84), to five decimals: about a metre."""

    def __init__(self, **kwargs):
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value):
        return round(value, 5)


class PageAddress(serializers.URLField):
    """Absolute address of what shows the row: its ``get_absolute_url``."""

    def __init__(self, **kwargs):
        super().__init__(source="*", **kwargs)

    def to_representation(self, row):
        return self.context["request"].build_absolute_uri(row.get_absolute_url())
