"""What tests of the administration share: forms read from the page, addresses."""

import uuid
from collections import defaultdict
from html.parser import HTMLParser

from django.contrib import admin
from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver

from accueil.reference.models import Organisation, Territory
from tests.factories import (
    make_contact,
    make_department,
    make_goal,
    make_initiative,
    make_user,
)


class _FormReader(HTMLParser):
    """Values that a browser would send from the form whose id is ``wanted``."""

    def __init__(self, wanted: str):
        super().__init__()
        self.wanted, self.inside, self.select, self.area = wanted, False, None, None
        self.values: dict[str, list[str]] = defaultdict(list)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("id") == self.wanted
        if not self.inside:
            return
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self.area = given.get("name")
            self.values[self.area].append("")
        elif tag == "select":
            self.select = given.get("name")
        elif tag == "option" and "selected" in given:
            self.values[self.select].append(given.get("value", ""))

    def _input(self, given: dict) -> None:
        kind, name = given.get("type", "text"), given.get("name")
        is_box = kind in {"checkbox", "radio"}
        sent = "checked" in given or not is_box
        if name and sent and kind not in {"submit", "button", "file"}:
            self.values[name].append(given.get("value", "on" if is_box else ""))

    def handle_data(self, data):
        if self.area:
            self.values[self.area][-1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "textarea" and self.area:
            # A browser drops the line feed that opens a text area.
            self.values[self.area][-1] = self.values[self.area][-1].removeprefix("\n")
            self.area = None


def form_values(response, form_id: str) -> dict[str, list[str]]:
    """{name: values} of a form of the page, templates of new lines left out."""
    reader = _FormReader(form_id)
    reader.feed(response.content.decode())
    return {k: v for k, v in reader.values.items() if "__prefix__" not in k}


def shown(response) -> list[str]:
    """Rows of a change list, as they are named."""
    return [str(row) for row in response.context["cl"].result_list]


def edit(client, obj, *, action: str = "_continue", **changes):
    """Open the change page of ``obj``, change some fields, send it. The response."""
    url = change_url(obj)
    values = form_values(client.get(url), f"{obj._meta.model_name}_form")
    return client.post(url, {**values, **changes, action: "1"})


def change_url(obj) -> str:
    return page_url(obj, "change")


def page_url(obj, page: str) -> str:
    name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{page}"
    return reverse(name, args=[obj.pk] if page not in {"changelist", "add"} else [])


def make_one_of_each() -> dict:
    """{model: a row} for every model of the administration."""
    make_department(region=None)
    make_initiative(lead=make_contact().organisation, commune=None)
    make_user()
    make_goal()
    rows = {}
    for model in admin.site._registry:
        rows[model] = model._default_manager.first() or _make(model)
    return rows


def _make(model):
    fields = {"name": "Un terme", "slug": "un-terme"}
    extra = {
        "audience": {"code": "P", "scope": "across"},
        "competence": {"level": "region"},
        "synonym": {"words": ["un", "deux"]},
    }.get(model._meta.model_name, {})
    if model._meta.model_name == "synonym":
        fields = {}
    return model._default_manager.create(**fields, **extra)


def admin_addresses(rows: dict) -> dict[str, str]:
    """{name: address} of every page of the administration, on ``rows``."""
    labels = {
        f"{m._meta.app_label}_{m._meta.model_name}": row for m, row in rows.items()
    }
    found = {}
    for name, arguments in _patterns(admin.site.get_urls()):
        row = next(
            (row for label, row in labels.items() if name.startswith(label)), None
        )
        if name == "reference_place":
            row = rows[Territory]
        given = {argument: getattr(row, "pk", None) for argument in arguments}
        if "batch" in given:
            given["batch"] = uuid.UUID(int=0)  # of nobody: rights come first
        if "app_label" in given:
            given["app_label"] = Organisation._meta.app_label
        found[name] = reverse(f"admin:{name}", kwargs=given)
    return found


def _patterns(urls, prefix=()):
    """(name, argument names) of each named pattern, however deep."""
    for url in urls:
        arguments = (*prefix, *url.pattern.converters, *url.pattern.regex.groupindex)
        arguments = tuple(dict.fromkeys(arguments))
        if isinstance(url, URLResolver):
            yield from _patterns(url.url_patterns, arguments)
        elif isinstance(url, URLPattern) and url.name:
            yield url.name, arguments
