"""Questions that come after hours."""
