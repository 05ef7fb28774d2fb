"""API of actors, territories and vocabularies: public rows, public fields."""
