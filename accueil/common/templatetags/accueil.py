"""French writing of dates, amounts and numbers."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format

register = template.Library()

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
def number_fr(value: Decimal | float | str | None) -> str:
    """« 12 500,5 »: narrow no-break spaces, comma, no useless decimal."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    whole = number == number.to_integral_value()
    decimals = 0 if whole else min(-number.normalize().as_tuple().exponent, 2)
    text = number_format(number, decimals, use_l10n=True, force_grouping=True)
    return text.replace("\xa0", NARROW_SPACE)


@register.filter
def euros(value: Decimal | float | None) -> str:
    """« 12 500 € », « 99,90 € »: two decimals when there are cents."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    decimals = 0 if number == number.to_integral_value() else 2
    text = number_format(number, decimals, use_l10n=True, force_grouping=True)
    return text.replace("\xa0", NARROW_SPACE) + NARROW_SPACE + "€"


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
