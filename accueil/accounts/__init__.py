"""Colleagues and partners who sign in, and the groups they belong to."""
