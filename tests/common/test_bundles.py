"""Bundles mean what the modules and sheets meant, or say why they cannot."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from accueil.common.bundles import BundleError, bundle, is_entry

NODE = shutil.which("node")
STATIC = Path(settings.BASE_DIR) / "static"
OURS = sorted(
    name
    for name in (str(path.relative_to(STATIC)) for path in STATIC.rglob("*.*"))
    if is_entry(name)
)


def read_ours(name: str) -> str:
    path = finders.find(name)
    if not path:
        raise KeyError(name)
    return Path(path).read_text()


def refusal(files: dict[str, str]) -> str:
    """What is said of the first of ``files``."""
    with pytest.raises(BundleError) as caught:
        bundle(next(iter(files)), files.__getitem__)
    return str(caught.value)


# --- Entries


@pytest.mark.parametrize("name", ["js/map.js", "css/pages/home.css"])
def test_pages_are_entries(name):
    assert is_entry(name)


@pytest.mark.parametrize(
    "name", ["js/map/base.js", "css/base.css", "admin/js/core.js", "leaflet/leaflet.js"]
)
def test_what_pages_import_is_no_entry(name):
    assert not is_entry(name)


# --- Scripts


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_each_module_keeps_its_names_and_runs_once():
    files = {
        "js/page.js": (
            'import "../kit/old.js";\n'
            'import { a, tell } from "./a.js";\n'
            'import {\n  b,\n  B,\n} from "./part/b.js";\n'
            "const own = 3;\n"
            "const later = tell() instanceof Promise;\n"
            "console.log(JSON.stringify([a, b(), new B().own, own, OLD, later]));"
        ),
        "js/a.js": (
            'import { shared } from "./part/shared.js";\n'
            'const own = "a";\nexport const a = own + shared.push(1);\n'
            "export async function tell() {\n  return own;\n}\n"
        ),
        "js/part/b.js": (
            'import { shared } from "./shared.js";\n'
            'const own = "b";\n'
            "export function b() {\n  return own + shared.push(1);\n}\n"
            "export class B {\n  own = own;\n}\n"
        ),
        "js/part/shared.js": "export const shared = [];\n",
        "kit/old.js": "globalThis.OLD = 1;\n//# sourceMappingURL=old.js.map\n",
    }

    made = bundle("js/page.js", files.__getitem__)
    run = subprocess.run(
        [NODE, "--input-type=module"], input=made, capture_output=True, text=True
    )

    assert (run.stderr, json.loads(run.stdout)) == ("", ["a1", "b2", "b", 3, 1, True])
    assert "sourceMappingURL" not in made


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('import dom from "./dom.js";', "cannot bundle « import dom"),
        ('import * as dom from "./dom.js";', "cannot bundle « import *"),
        ('import { a as b } from "./dom.js";', "./dom.js does not export a as b"),
        ("import { a } from './dom.js';", "cannot bundle « import {"),
        ('import { a } from "dom";', "cannot bundle « import {"),
        ('const dom = await import("./dom.js");', "cannot bundle « import("),
        ("console.log(import.meta.url);", "cannot bundle « import.meta"),
        ("export default 1;", "cannot bundle « export default"),
        ("export let a = 1;", "cannot bundle « export let"),
        ('export { a } from "./dom.js";', "cannot bundle « export {"),
        ("export const { a } = {};", "cannot bundle « export const"),
    ],
)
def test_other_forms_are_refused_with_file_and_line(line, why):
    said = refusal({"js/page.js": f"// Page\n\n{line}\n", "js/dom.js": "let a;\n"})

    assert said.startswith("js/page.js, line 3: ")
    assert why.replace("./dom.js", "js/dom.js") in said


def test_a_name_that_is_not_exported_is_refused():
    files = {
        "js/page.js": 'import { a, b } from "./dom.js";\n',
        "js/dom.js": "export const a = 1;\nconst b = 2;\n",
    }

    assert refusal(files) == "js/page.js, line 1: js/dom.js does not export b"


def test_a_cycle_is_refused():
    files = {
        "js/page.js": 'import { a } from "./a.js";\n',
        "js/a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "js/b.js": '// Back\nimport { a } from "./a.js";\nexport const b = 1;\n',
    }

    assert refusal(files) == "js/b.js, line 2: cycle through js/a.js"


def test_a_missing_file_is_named_where_it_is_imported():
    files = {
        "js/page.js": 'import { a } from "./a.js";\n',
        "js/a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
    }

    assert refusal(files) == "js/a.js, line 1: js/b.js does not exist"


# --- Styles


def test_sheets_follow_each_other_and_their_addresses_still_lead_there():
    files = {
        "css/pages/home.css": '/* Home */\n@import "../base.css";\n'
        '@import "../../kit/kit.css";\n',
        "css/base.css": "@layer base;\np { background: url(../img/a.png) }\n",
        "kit/kit.css": (
            "a { background: url('b.png') }\n"
            "b { background: url(data:image/gif;base64,R0) }\n"
            "i { behavior: url(#default) }\n"
        ),
    }

    made = bundle("css/pages/home.css", files.__getitem__)

    assert made == (
        "/* css/base.css */\n@layer base;\n"
        "p { background: url(../../img/a.png) }\n"
        "/* kit/kit.css */\n"
        "a { background: url('../../kit/b.png') }\n"
        "b { background: url(data:image/gif;base64,R0) }\n"
        "i { behavior: url(#default) }\n"
        "/* css/pages/home.css */\n/* Home */\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        '@import url("../base.css");',
        '@import "../base.css" print;',
        '@charset "utf-8";',
    ],
)
def test_other_forms_of_sheets_are_refused(line):
    said = refusal({"css/pages/home.css": f"/* Home */\n{line}\n"})

    assert said == f"css/pages/home.css, line 2: cannot bundle « {line} »"


# --- Ours


def test_there_are_entries_of_both_kinds():
    assert {name.split("/")[0] for name in OURS} == {"css", "js"}


@pytest.mark.parametrize("name", OURS)
def test_ours_import_nothing_once_bundled(name):
    made = bundle(name, read_ours)

    assert re.findall(r"^\s*(?:import\b|export\b|@import).*", made, re.M) == []


@pytest.mark.skipif(not NODE, reason="node is not installed")
@pytest.mark.parametrize("name", [name for name in OURS if name.endswith(".js")])
def test_ours_parse_once_bundled(name, tmp_path):
    path = tmp_path / "bundle.mjs"
    path.write_text(bundle(name, read_ours))

    run = subprocess.run([NODE, "--check", path], capture_output=True, text=True)

    assert run.stderr == ""


def test_every_page_of_ours_begins_with_the_same_styles():
    """The layers' order and the Region's colours, before all that uses them."""
    for name in OURS:
        if name.endswith(".css"):
            found = re.findall(r"^/\* ([\w/.-]+) \*/$", bundle(name, read_ours), re.M)

            assert found[:2] == ["css/base.css", "theme/colors.css"]
