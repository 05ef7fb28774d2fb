"""Tests: one file per module, people and factories shared."""
