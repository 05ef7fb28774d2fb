"""Which code this process runs: a mark that changes with every deployment."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

# What an answer is made of besides the data: the code, the templates, the locked
# dependencies. Not the compiled files, which differ from one server to the next.
SOURCES = [
    *("accueil", "initiatives", "benchmarking", "ctai", "templates"),
    *("uv.lock", "fixtures/reference/manifest.json"),
]


def mark(root: Path, sources: Iterable[str] = SOURCES) -> str:
    """Twelve hexadecimal digits of the names and contents of the files.

    The same on every server that runs the same code; no setting to raise by hand.
    About 10 ms.
    """
    digest = hashlib.sha256()
    for path in sorted(set(_files(root, sources))):
        content = path.read_bytes()
        name = path.relative_to(root).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


def _files(root: Path, sources: Iterable[str]) -> Iterable[Path]:
    for source in sources:
        found = root / source
        for path in [found] if found.is_file() else found.rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                yield path


# At the start of the process: files that change under it are not the code it runs.
RELEASE = mark(Path(settings.BASE_DIR))
