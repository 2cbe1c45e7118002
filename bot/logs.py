"""Structured logs on stderr, without residents' words and without secrets (ASVS 16.2.5)."""

import logging
import sys
import traceback
from typing import Literal

import structlog
from structlog.typing import EventDict, WrappedLogger


def set_up(style: Literal["plain", "json"]) -> None:
    """Send our own and the libraries' logs the same way, one line each."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where_it_broke,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("uvicorn", "apscheduler", "asyncio", "sse_starlette", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # httpx tells URLs: with the token
    for quoting in ("telegram", "slack_bolt", "slack_sdk", "aiohttp"):  # what they cannot read
        logging.getLogger(quoting).setLevel(logging.CRITICAL)


def where_it_broke(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """The kind of an error and where it was raised, never its text: that may quote a resident."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        event["error"] = type(error).__name__
        event["at"] = " < ".join(
            f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in frames[::-1]
        )
    return event
