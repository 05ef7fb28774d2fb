"""Administration of the inventory."""

from initiatives.admin.initiative import InitiativeAdmin

__all__ = ["InitiativeAdmin"]
