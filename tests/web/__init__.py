"""The residents' chat and the officials' desk over real HTTP, without JavaScript."""
