"""Bundles: what a page imports, scripts or styles, put into one file.

Each request costs more than the few kilobytes it brings. The sources stay small
modules, which browsers read as they are wherever nothing is bundled.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch

ENTRIES = ("js/*.js", "css/pages/*.css")  # of pages; the rest is what they import

SCRIPT_IMPORT = re.compile(
    r'^import\s+(?:\{(?P<names>[\w\s,]+)\}\s+from\s+)?"(?P<path>\.[^"]+)";$', re.M
)
STYLE_IMPORT = re.compile(r'^@import "(?P<path>[^"]+)";$', re.M)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*?|const|class) (\w+)\b)", re.M)
NOT_OURS = {
    ".js": re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*[(.].*", re.M),
    ".css": re.compile(r"^\s*@(?:import|charset)\b.*", re.M),
}
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.M)  # true of one file only
ADDRESS = re.compile(r"""url\((["']?)(?![a-z]+:|[/#])([^"')]+)\1\)""")

Read = Callable[[str], str]


class BundleError(Exception):
    """A file that cannot be bundled; says which, where and why."""

    def __init__(self, name: str, text: str, position: int, why: str):
        line = text.count("\n", 0, position) + 1
        super().__init__(f"{name}, line {line}: {why}")


def is_entry(name: str) -> bool:
    # fnmatch lets a star cross folders.
    return any(
        fnmatch(name, entry) and name.count("/") == entry.count("/")
        for entry in ENTRIES
    )


def bundle(name: str, read: Read) -> str:
    """The text of ``name`` with all that it imports.

    ``read`` gives the text of a static file by its name; KeyError: there is none.
    """
    return (styles if name.endswith(".css") else scripts)(name, read)


# --- Scripts


def scripts(entry: str, read: Read) -> str:
    """Each module in a scope of its own, once, after those that it imports."""
    texts = dict(_walk(entry, read, SCRIPT_IMPORT, ()))
    order = {name: f"module${rank}" for rank, name in enumerate(texts)}
    exports = {name: EXPORT.findall(text) for name, text in texts.items()}
    scopes = "".join(_scope(name, texts[name], order, exports) for name in order)
    # No module any more: a page's scripts would share one scope, and not be strict.
    return f'(() => {{\n"use strict";\n{scopes}}})();\n'


def _scope(
    name: str, text: str, order: dict[str, str], exports: dict[str, list[str]]
) -> str:
    lines = []
    for found in SCRIPT_IMPORT.finditer(text):
        source = _target(name, found)
        names = [each.strip() for each in (found["names"] or "").split(",")]
        names = [each for each in names if each]
        if missing := set(names) - set(exports[source]):
            why = f"{source} does not export {', '.join(sorted(missing))}"
            raise BundleError(name, text, found.start(), why)
        if names:
            lines.append(f"const {{ {', '.join(names)} }} = {order[source]};\n")
    body = SOURCE_MAP.sub("", EXPORT.sub("", SCRIPT_IMPORT.sub("", text))).strip()
    given = f"return {{ {', '.join(exports[name])} }};\n"
    return (
        f"// {name}\nconst {order[name]} = (() => {{\n"
        f"{''.join(lines)}{body}\n{given}}})();\n"
    )


# --- Styles


def styles(entry: str, read: Read) -> str:
    """Each sheet where it is imported, the addresses in it seen from the entry."""
    parts = []
    for name, text in _walk(entry, read, STYLE_IMPORT, ()):
        text = STYLE_IMPORT.sub("", text).strip()
        parts.append(f"/* {name} */\n{_readdressed(text, name, entry)}\n")
    return "".join(parts)


def _readdressed(text: str, name: str, entry: str) -> str:
    def seen(found: re.Match) -> str:
        quote, address = found.groups()
        whole = posixpath.join(posixpath.dirname(name), address)
        path = posixpath.relpath(whole, posixpath.dirname(entry))
        return f"url({quote}{path}{quote})"

    return ADDRESS.sub(seen, text)


# --- Both


def _walk(
    name: str, read: Read, imports: re.Pattern, above: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """(name, text) of what ``name`` imports, then its own; maybe more than once."""
    text = read(name)
    _check(name, text, imports)
    for found in imports.finditer(text):
        target = _target(name, found)
        if target in (*above, name):
            raise BundleError(name, text, found.start(), f"cycle through {target}")
        try:
            yield from _walk(target, read, imports, (*above, name))
        except KeyError:
            why = f"{target} does not exist"
            raise BundleError(name, text, found.start(), why) from None
    yield name, text


def _check(name: str, text: str, imports: re.Pattern) -> None:
    """Refuse what would not mean the same once bundled."""
    known = [found.span() for found in imports.finditer(text)]
    known += [found.span() for found in EXPORT.finditer(text)]
    for found in NOT_OURS[posixpath.splitext(name)[1]].finditer(text):
        start = found.end() - len(found[0].lstrip())
        if not any(low <= start < high for low, high in known):
            raise BundleError(
                name, text, start, f"cannot bundle « {found[0].strip()} »"
            )


def _target(name: str, found: re.Match) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), found["path"]))
