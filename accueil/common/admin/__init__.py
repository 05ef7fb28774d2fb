"""Parts of the administration shared by every app."""

from accueil.common.admin.base import AccueilAdmin, AccueilStacked
from accueil.common.admin.history import HistoryPage
from accueil.common.admin.versions import VersionedAdmin, VersionedForm

__all__ = [
    "AccueilAdmin",
    "AccueilStacked",
    "HistoryPage",
    "VersionedAdmin",
    "VersionedForm",
]
