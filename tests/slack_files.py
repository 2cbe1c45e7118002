"""Files of the stand-in Slack: told of, downloaded, and put there by the app in three steps.

https://docs.slack.dev/messaging/working-with-files: an address to upload to, the bytes, and only
then the file stands in a channel.
"""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.slack_rules import ApiError, Fields
from tests.slack_world import APP, BOT, BOT_USER, World

if TYPE_CHECKING:
    from tests.slack_server import SlackServer

Result = dict[str, Any]
MOST_FILE = 4 * 1024 * 1024
"""Bytes that the stand-in takes; the real one takes more."""


def _info(world: World, fields: Fields) -> Result:
    found = world.files.get(str(fields.get("file")))
    if found is None:
        raise ApiError("file_not_found")
    return {"file": {key: value for key, value in found.items() if key != "content"}}


def _place(world: World, fields: Fields) -> Result:
    """An address for the bytes."""
    name, length = str(fields.get("filename") or ""), int(fields.get("length") or 0)
    if not name or length <= 0:
        raise ApiError("invalid_arguments")
    number = world.id("F")
    world.uploads[number] = {"id": number, "name": name, "size": length}
    return {"upload_url": f"{world.url}/upload/{number}", "file_id": number}


def _complete(world: World, fields: Fields) -> Result:
    """What has come stands in the channel, as a message of the app's."""
    told = fields.get("files")
    if not isinstance(told, list) or not told:
        raise ApiError("invalid_arguments")
    channel = world.channel(str(fields["channel_id"]))
    files = []
    for each in told:
        file = world.uploads.pop(each["id"], None)
        if file is None or len(file.get("content", b"")) != file["size"]:
            raise ApiError("file_not_found")
        file |= {"title": each.get("title", file["name"]), "mimetype": "application/json"}
        world.files[file["id"]] = file
        files.append({key: value for key, value in file.items() if key != "content"})
    ours = {"bot_id": BOT, "app_id": APP, "subtype": "file_share"}
    world.post(channel, BOT_USER, text="", files=files, **ours)
    return {"files": [{"id": file["id"], "title": file["title"]} for file in files]}


FILES = {
    "files.info": _info,
    "files.getUploadURLExternal": _place,
    "files.completeUploadExternal": _complete,
}


def file_routes(server: "SlackServer") -> list[web.RouteDef]:
    """Where bytes come and go."""

    async def downloaded(request: web.Request) -> web.StreamResponse:
        """A file; who shows no token gets a page to sign in, as at Slack."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        with server.changed:
            found = server.world.files.get(request.match_info["number"])
        if token not in server.tokens or found is None:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=found["content"], content_type=found["mimetype"])

    async def uploaded(request: web.Request) -> web.StreamResponse:
        content = await request.read()
        with server.changed:
            place = server.world.uploads.get(request.match_info["number"])
            if place is None:
                return web.Response(status=404)
            place["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    return [web.get("/files/{number}", downloaded), web.post("/upload/{number}", uploaded)]
