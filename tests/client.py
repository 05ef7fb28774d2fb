"""A test client that refuses what our pages must never contain."""

import re

from django.test import Client

FORBIDDEN = {
    "a script without nonce nor source": re.compile(
        r"<script(?![^>]*(\bsrc=|\bnonce=|application/(ld\+)?json))", re.I
    ),
    "an inline handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.I),
    "an inline style": re.compile(r"<[^>]+\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a javascript: address": re.compile(r"(href|src)\s*=\s*[\"']?\s*javascript:", re.I),
    "an unrendered template": re.compile(r"\{\{|\{%"),
}


class StrictClient(Client):
    """Fails on inline script, handler or style, and on template syntax left in HTML.

    ``templates_in_data=True`` allows braces: for tests that store them on purpose.
    """

    def __init__(self, *args, templates_in_data: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.templates_in_data = templates_in_data

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html"):
            check_html(response.content.decode(), self.templates_in_data)
        return response


def check_html(html: str, templates_in_data: bool = False) -> None:
    for name, pattern in FORBIDDEN.items():
        if templates_in_data and name == "an unrendered template":
            continue
        found = pattern.search(html)
        context = html[max(0, found.start() - 60) : found.end() + 120] if found else ""
        assert not found, f"The page holds {name}: …{context}…"
