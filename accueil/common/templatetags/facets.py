"""Tick boxes of facets, the finer values folded under those they belong to.

In Python, and escaped once a word: a list has hundreds of them, which a template takes
longer to write than all the queries of the page.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accueil.common.templatetags.accueil import number_fr

register = template.Library()

OPTION = (
    '<li class="facet-option"><label for="{name}-{value}">'
    '<input type="checkbox" name="{name}" value="{value}" id="{name}-{value}"{state}>'
    '<span class="facet-label">{label}</span>'
    '<span class="count" data-count="{count}">{shown}</span></label>{below}</li>\n'
)
BELOW = (
    '<details class="facet-below"{opened}>'
    '<summary><span class="visually-hidden">Préciser « {label} »</span></summary>'
    "<ul>\n{options}</ul></details>"
)
STATES = {(True, False): " checked", (False, True): " disabled"}  # (checked, disabled)
MORE = '<span class="visually-hidden"> de plus</span>'


@register.simple_tag
def facet_options(facet) -> SafeString:
    """The tick boxes of a facet, each with what ticking it gives."""
    html = _options(escaped(facet.name), facet.options, facet.active)
    return mark_safe(html)  # noqa: S308 names, values and labels are escaped


def _options(name: str, options: Sequence, active: bool) -> str:
    return "".join(
        _option(name, option, below, active) for option, below in _families(options)
    )


def _families(options: Sequence) -> Iterator[tuple]:
    """(option, those below it), from options in tree order."""
    starts = [rank for rank, o in enumerate(options) if o.depth <= options[0].depth]
    for start, end in pairwise([*starts, len(options)]):
        yield options[start], options[start + 1 : end]


def _option(name: str, option, below: Sequence, active: bool) -> str:
    count, shown = option.count, number_fr(option.count)
    if active and not option.checked:
        count = option.additional
        shown = f"+{number_fr(count)}{MORE}"
    return OPTION.format(
        name=name,
        value=escaped(option.value),
        state=STATES.get((option.checked, option.disabled), ""),
        label=escaped(option.label),
        count=count,
        shown=shown,
        below=_below(name, option, below, active) if below else "",
    )


def _below(name: str, option, below: Sequence, active: bool) -> str:
    """Folded, unless one of them is ticked."""
    return BELOW.format(
        opened=" open" if any(one.checked for one in below) else "",
        label=escaped(option.label),
        options=_options(name, below, active),
    )


@lru_cache(maxsize=2_000)
def escaped(text: str) -> str:
    return str(escape(text))
