"""French writing of dates, amounts and numbers; icons; scripts."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_mini, heroicon_outline

register = template.Library()

ICONS = {"mini": heroicon_mini, "outline": heroicon_outline}
BREAKABLE = re.compile(r" (?=[:;?!%»€](?!\w))|(?<=«) ")
NARROW_SPACE = "\u202f"  # between thousands, before € and %


@register.filter
def fuzzy_date(value: date | datetime | None, precision: str = "day") -> str:
    """« 1er mars 2026 », « mars 2026 » or « 2026 », as precisely as it is known."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    if precision == "year":
        return str(value.year)
    month = format_date(value, "F Y")
    if precision == "month":
        return month
    return f"{'1er' if value.day == 1 else value.day} {month}"


@register.filter
def unbroken(text: str | None) -> str:
    """No-break spaces where French wants them: « mot », mot : mot, 12 %."""
    return BREAKABLE.sub("\xa0", str(text or ""))


@register.filter
def number_fr(value: Decimal | float | str | None) -> str:
    """« 12 500,5 »: narrow no-break spaces, comma, no useless decimal."""
    if value is None or value == "":
        return ""
    if type(value) is int and 0 <= value < 1000:  # hundreds of counts on a page
        return str(value)
    number = Decimal(str(value))
    whole = number == number.to_integral_value()
    decimals = 0 if whole else min(-number.normalize().as_tuple().exponent, 2)
    return _grouped(number, decimals)


@register.filter
def euros(value: Decimal | float | None) -> str:
    """« 12 500 € », « 99,90 € »: two decimals when there are cents."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    decimals = 0 if number == number.to_integral_value() else 2
    return f"{_grouped(number, decimals)}{NARROW_SPACE}€"


def _grouped(number: Decimal, decimals: int) -> str:
    text = number_format(number, decimals, use_l10n=True, force_grouping=True)
    return text.replace("\xa0", NARROW_SPACE)


@register.filter
def distance(kilometres: float | None) -> str:
    """« à moins de 1 km », « à 12 km »."""
    if kilometres is None:
        return ""
    if kilometres < 1:
        return f"à moins de 1{NARROW_SPACE}km"
    return f"à {number_fr(round(kilometres))}{NARROW_SPACE}km"


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """1 … 4 5 6 … 12: the first, the last, and those around the current one."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


PLAIN_SCRIPT = '<script src="{}" defer></script>'
MODULE = '<script src="{}" type="module"></script>'


@register.simple_tag
def page_script(name: str) -> SafeString:
    """The script of a page, run as soon as the page is read.

    A bundle is a plain script: browsers draw the page before they run a module, which
    puts off the markers of a map. Its source alone is a module.
    """
    bundled = getattr(staticfiles_storage, "bundles_scripts", False)
    tag = PLAIN_SCRIPT if bundled else MODULE
    return format_html(tag, static(name))


@register.simple_tag
@cache
def icon(name: str, style: str = "mini") -> SafeString:
    """A decorative icon of Heroicons, as large as the text around it."""
    return ICONS[style](name, **{"class": "icon", "aria-hidden": "true"})
