"""Fields with completion, which take for a key only what may be one."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

LONGEST_KEY = 19  # digits of the largest key


def is_key(text: str) -> bool:
    """Whether ``text`` may be a row's number; int() refuses thousands of digits."""
    return text.isdecimal() and len(text) <= LONGEST_KEY


class OnlyKeys:
    """Django looks up whatever was sent when it shows a refused form again, and fails.

    An address may fill a new form as well: « add/?lead=x ».
    """

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if is_key(str(key))], attr)


class One(OnlyKeys, AutocompleteSelect):
    pass


class Several(OnlyKeys, AutocompleteSelectMultiple):
    pass


class Completing:
    """Puts them in the place of Django's own, in a page or in its lines."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **{**self._widget(One, db_field, request), **kwargs}
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **{**self._widget(Several, db_field, request), **kwargs}
        )

    def _widget(self, widget, db_field, request) -> dict:
        if db_field.name not in self.get_autocomplete_fields(request):
            return {}
        return {"widget": widget(db_field, self.admin_site)}
