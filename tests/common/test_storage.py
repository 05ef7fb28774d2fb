"""What collectstatic writes: a page's imports in one file, under a hashed name."""

import json
import re

import pytest
from django.core.files.storage import FileSystemStorage

from accueil.common.bundles import BundleError
from accueil.common.storage import CompressedHashedStorage, HashedStorage

FILES = {
    "js/page.js": 'import { a } from "./page/part.js";\nconsole.log(a);\n',
    "js/page/part.js": "export const a = 1;\n",
    "css/pages/page.css": '@import "../base.css";\n',
    "css/base.css": "p { background: url(../img/a.svg) }\n",
    "img/a.svg": "<svg/>",
}


def collected(storage: type, folder, files: dict[str, str] = FILES) -> dict[str, str]:
    """Collect ``files``; the text of each under its own name, as it is served."""
    source, target = folder / "source", folder / "target"
    for root in (source, target):
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
    sources = FileSystemStorage(source)
    made = storage(location=target, base_url="/static/")
    list(made.post_process({name: (sources, name) for name in files}))
    names = json.loads((target / "staticfiles.json").read_text())["paths"]
    return {name: (target / hashed).read_text() for name, hashed in names.items()}


@pytest.mark.parametrize("storage", [HashedStorage, CompressedHashedStorage])
def test_a_page_holds_what_it_imports(storage, tmp_path):
    found = collected(storage, tmp_path)

    assert "export" not in found["js/page.js"]
    assert "const a = 1;" in found["js/page.js"]
    assert "console.log(a);" in found["js/page.js"]


@pytest.mark.parametrize("storage", [HashedStorage, CompressedHashedStorage])
def test_addresses_in_a_bundled_sheet_are_hashed(storage, tmp_path):
    found = collected(storage, tmp_path)

    assert re.search(
        r'url\("\.\./\.\./img/a\.[0-9a-f]{12}\.svg"\)', found["css/pages/page.css"]
    )


def test_a_changed_part_changes_its_page(tmp_path):
    """From the sources, never from what an earlier collection left."""
    collected(HashedStorage, tmp_path)

    found = collected(
        HashedStorage, tmp_path, FILES | {"js/page/part.js": "export const a = 2;\n"}
    )

    assert "const a = 2;" in found["js/page.js"]


def test_what_is_no_entry_stays_as_it_is(tmp_path):
    found = collected(HashedStorage, tmp_path)

    assert found["js/page/part.js"] == FILES["js/page/part.js"]


def test_a_region_s_colours_replace_ours_in_the_bundle(tmp_path):
    files = FILES | {
        "css/pages/page.css": '@import "../../theme/colors.css";\n',
        "theme/colors.css": ":root { --brand: #123456 }\n",
    }

    found = collected(HashedStorage, tmp_path, files)

    assert "--brand: #123456" in found["css/pages/page.css"]


def test_what_cannot_be_bundled_stops_the_collection(tmp_path):
    files = FILES | {"js/page.js": 'import * as part from "./page/part.js";\n'}

    with pytest.raises(BundleError, match=r"js/page\.js, line 1"):
        collected(HashedStorage, tmp_path, files)
