"""Pages that gather several apps: home, actors, territories, legal and system ones."""
