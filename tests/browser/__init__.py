"""Questions from end to end in a real browser."""
