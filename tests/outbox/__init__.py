"""The outbox: in order for each address, nobody in another's way, nothing given up in silence."""
