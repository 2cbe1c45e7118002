"""Figures of matching and of the whole program, taken by hand. Not part of the test run."""
