"""Buttons: a case's reference, its version and a choice, and nothing else (64 bytes)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button, as its callback data tells: ``reference:version:choice``."""

    reference: str
    version: int
    choice: str


def press_of(data: str) -> Press | None:
    """The press that callback data tells; None when it is no button of ours."""
    raise NotImplementedError
