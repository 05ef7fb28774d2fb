"""Static files under hashed names, the imports between our JS modules included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(ManifestStaticFilesStorage):
    """Fast to collect: demonstration and tests."""

    support_js_module_import_aggregation = True


class CompressedHashedStorage(CompressedManifestStaticFilesStorage):
    """With a gzip and a brotli copy of each file: image build."""

    support_js_module_import_aggregation = True
