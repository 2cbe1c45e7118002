"""HTTP of the stand-in Slack: reading a call in any of its forms, and answering one."""

import json
import urllib.parse
from typing import Any

from aiohttp import web

from tests.slack_rules import ApiError

_AS_JSON = {"blocks", "metadata", "view", "attachments"}


async def read_call(request: web.Request) -> tuple[dict[str, Any], str]:
    """Fields and token of a call: from the address, a form or JSON. Raises ApiError."""
    fields: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError as error:
            raise ApiError("invalid_json") from error
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        fields |= body
    elif request.content_type == "multipart/form-data":
        fields |= dict(await request.post())
    elif request.can_read_body:
        pairs = urllib.parse.parse_qsl(await request.text(), keep_blank_values=True)
        fields |= dict(pairs)
    held = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = str(fields.pop("token", "") or held)
    return {key: _parsed(key, value) for key, value in fields.items()}, token


def _parsed(key: str, value: Any) -> Any:
    if key not in _AS_JSON or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        broken = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise ApiError(broken.get(key, "invalid_arguments")) from error


def as_answer(result: dict[str, Any] | None, refusal: ApiError | None) -> web.Response:
    """The answer to a call that was done, or refused."""
    if refusal is None:
        return web.json_response({"ok": True} | (result or {}))
    if refusal.status >= 500:
        page = "<html><body>Server Error</body></html>"
        return web.Response(status=refusal.status, text=page, content_type="text/html")
    wait = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    return web.json_response(refusal.body, status=refusal.status, headers=wait)
