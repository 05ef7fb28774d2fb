"""Parts of the administration shared by every app."""

from accueil.common.admin.base import LONGEST_SEARCH, AccueilAdmin, AccueilStacked
from accueil.common.admin.history import HistoryPage
from accueil.common.admin.versions import VersionedAdmin, VersionedForm

__all__ = [
    "LONGEST_SEARCH",
    "AccueilAdmin",
    "AccueilStacked",
    "HistoryPage",
    "VersionedAdmin",
    "VersionedForm",
]
