"""What every resource of the public API shares. No table, no resource of its own."""
