"""The end of a case's life."""
