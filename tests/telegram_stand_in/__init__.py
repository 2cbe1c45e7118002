"""The stand-in Bot API keeps what the real one promises: else the tests built on it say nothing."""
