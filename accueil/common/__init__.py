"""Bottom layer: what at least two apps use. No table, no import of an app."""
