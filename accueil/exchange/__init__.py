"""Spreadsheets both ways: reading, preview, batches, writing; any model."""
