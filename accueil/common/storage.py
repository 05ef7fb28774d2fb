"""Static files under hashed names, what each page imports in one file."""

from collections.abc import Iterator

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from accueil.common.bundles import bundle, is_entry

# What collectstatic gives: by name, where the source is.
Paths = dict[str, tuple[Storage, str]]


class Bundled:
    """Bundles the pages' entries, from the sources, before names are hashed."""

    bundles_scripts = True

    def post_process(self, paths: Paths, dry_run: bool = False, **options) -> Iterator:
        if not dry_run:
            paths = paths | _bundles(paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)


class HashedStorage(Bundled, ManifestStaticFilesStorage):
    """Fast to collect: demonstration and tests."""


class CompressedHashedStorage(Bundled, CompressedManifestStaticFilesStorage):
    """With a gzip and a brotli copy of each file: image build."""


def _bundles(paths: Paths) -> Paths:
    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()

    made = InMemoryStorage()
    entries = [name for name in paths if is_entry(name)]
    for name in entries:
        made.save(name, ContentFile(bundle(name, read).encode()))
    return {name: (made, name) for name in entries}
