"""Places on the map. Imports nothing of ours."""

import math
from collections.abc import Mapping

Spot = tuple[float, float]
"""Latitude and longitude, degrees (WGS 84)."""
_FAR = 5.0
"""Kilometres from a district's middle that are no longer in it."""


def kilometres(one: Spot, other: Spot) -> float:
    """The distance of two places, good enough within a city."""
    north = (one[0] - other[0]) * 111.2
    east = (one[1] - other[1]) * 111.2 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def nearest(spot: Spot, places: Mapping[str, Spot]) -> str | None:
    """The name of the nearest place within 5 km, if there is one."""
    near = [(kilometres(spot, at), name) for name, at in places.items()]
    distance, name = min(near, default=(_FAR, ""))
    return name if distance < _FAR else None
