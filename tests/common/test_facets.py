"""Tick boxes of facets: their counts, their states, and finer values folded."""

import re
from types import SimpleNamespace

from accueil.common.templatetags.facets import facet_options


def option(**fields):
    usual = {"value": "sante", "label": "Santé", "checked": False, "count": 4}
    usual |= {"additional": 4, "depth": 0, "disabled": False}
    return SimpleNamespace(**{**usual, **fields})


def test_facet_says_what_each_box_gives():
    facet = SimpleNamespace(name="theme", active=False, options=[option(count=1200)])

    html = facet_options(facet)

    assert 'data-count="1200">1\u202f200</span>' in html
    assert '<label for="theme-sante">' in html
    assert 'id="theme-sante">' in html


def test_facet_in_use_says_what_another_box_adds():
    options = [option(checked=True), option(value="b", additional=2)]
    facet = SimpleNamespace(name="theme", active=True, options=options)

    chosen, other = facet_options(facet).strip().split("\n")

    assert 'id="theme-sante" checked' in chosen
    assert 'data-count="4">4</span>' in chosen
    assert 'data-count="2">+2<span class="visually-hidden"> de plus</span>' in other


def test_facet_shows_but_disables_what_gives_nothing():
    facet = SimpleNamespace(
        name="theme", active=False, options=[option(count=0, disabled=True)]
    )

    assert 'id="theme-sante" disabled' in facet_options(facet)


def test_facet_escapes_its_labels():
    hostile = option(value='"><b>', label="<i>Santé</i>")
    facet = SimpleNamespace(name="theme", active=False, options=[hostile])

    html = facet_options(facet)

    assert "<i>" not in html
    assert "<b>" not in html


def tree(*depths: int, **fields) -> SimpleNamespace:
    """A facet whose options, « a », « b »…, stand at these depths."""
    options = [
        option(
            value=letter, label=letter.upper(), depth=depth, **fields.get(letter, {})
        )
        for letter, depth in zip("abcdef", depths, strict=False)
    ]
    return SimpleNamespace(name="theme", active=False, options=options)


def order(html: str) -> str:
    """The structure alone: values, ( for what folds, [ when it is unfolded, )."""
    marks = {"<details": "(", "</details>": ")", ' value="': ""}
    found = re.findall(r'<details[^>]*>|</details>| value="(?:\w)', html)
    return "".join(
        "[" if " open" in mark else marks.get(mark.split(" class")[0], mark[-1])
        for mark in found
    )


def test_finer_values_are_folded_under_theirs():
    assert order(facet_options(tree(0, 1, 1, 0))) == "a(bc)d"
    assert order(facet_options(tree(0, 1, 2, 2, 1, 0))) == "a(b(cd)e)f"
    assert order(facet_options(tree(0, 0))) == "ab"
    assert order(facet_options(tree())) == ""


def test_what_holds_a_ticked_value_is_unfolded():
    html = facet_options(tree(0, 1, 2, 0, 1, c={"checked": True}))

    assert order(html) == "a[b[c))d(e)"


def test_the_arrow_says_what_it_unfolds():
    html = facet_options(tree(0, 1))

    assert '<span class="visually-hidden">Préciser « A »</span></summary>' in html
