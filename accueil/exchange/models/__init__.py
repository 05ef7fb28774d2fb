"""What exchanges of files leave behind."""

from accueil.exchange.models.batch import Batch, BatchRow
from accueil.exchange.models.export import ExportLog

__all__ = ["Batch", "BatchRow", "ExportLog"]
