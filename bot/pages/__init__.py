"""What the residents' and the officials' pages share: templates, headers, live updates."""
