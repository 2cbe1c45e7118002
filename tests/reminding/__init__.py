"""Reminders and what residents are promised meanwhile."""
