"""Administration of territories, actors and vocabularies."""

from accueil.reference.admin import (  # noqa: F401 registers
    organisations,
    territories,
    vocabularies,
)
