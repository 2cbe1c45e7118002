"""Aura: the answering desk of a city."""
