"""The malformed requests are the same every time, and of all kinds."""

import json

from tests.slack_malformed import COUNT, malformed


def test_the_requests_are_the_same_every_time_and_half_of_them_signed() -> None:
    first = list(malformed())
    assert first == list(malformed())
    assert len(first) == COUNT
    assert sum(request.is_signed for request in first) == COUNT // 2
    assert len({request.body for request in first}) > COUNT / 4


def test_bodies_that_are_json_objects_are_among_them_and_bodies_that_are_none() -> None:
    def is_object(body: bytes) -> bool:
        try:
            return isinstance(json.loads(body), dict)
        except (ValueError, RecursionError):
            return False

    objects = sum(is_object(request.body) for request in malformed(400))
    assert 0 < objects < 400
