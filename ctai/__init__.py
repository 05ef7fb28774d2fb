"""Ctai: the contract and its follow-up. Wired, still empty."""
