"""Officials who are away."""
