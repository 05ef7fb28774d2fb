"""Whom the delivered reference data come from: to be shown wherever they are."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings

MANIFEST = Path(settings.BASE_DIR) / "fixtures" / "reference" / "manifest.json"


@cache
def data_credits() -> tuple[str, ...]:
    """One sentence a source, without its full stop. Read once in a process's life."""
    return tuple(json.loads(MANIFEST.read_text())["credits"])
