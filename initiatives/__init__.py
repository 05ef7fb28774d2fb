"""The inventory: who does what, where, for whom, with which difficulties."""
