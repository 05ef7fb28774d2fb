"""Import of official territory files (Insee, IGN, DGCL, ANCT, geo.api.gouv.fr)."""

from accueil.reference.importers.reading import UnreadableFile
from accueil.reference.importers.report import Refusal, Report
from accueil.reference.importers.territories import import_file

__all__ = ["Refusal", "Report", "UnreadableFile", "import_file"]
