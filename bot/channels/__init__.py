"""One file per channel, both ways: a channel translates, it decides nothing."""
