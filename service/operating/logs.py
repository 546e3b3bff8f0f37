"""Logs: one JSON object a line, with the request's number, and never anybody's words or data."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from data.masking import mask_numbers

HARMLESS = re.compile(r"[A-Za-z0-9_.:/\[\]-]{1,120}")
"""What a library may put into its own line: a number, a port, a class, a file; no blanks, so no sentence."""

HIDDEN = "…"


def configure_logs(stream: TextIO | None = None) -> None:
    """Let our own lines and those of the libraries leave as JSON; called once by a process that serves."""
    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _stamped,
            _without_numbers,
            structlog.processors.JSONRenderer(serializer=json.dumps, ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # A line and its end in one write: processes share the file, and print() makes two.
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    lines = logging.StreamHandler(out)
    lines.setFormatter(ForeignLines())
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)


class ForeignLines(logging.Formatter):
    """Lines of libraries: the sentence they were written with; of what they fill in only the harmless.

    What a web server or a driver quotes may be what somebody typed. Of an exception the kind is told.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One record as a line of JSON."""
        told: dict[str, object] = {
            "event": _sentence(record),
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": _now(),
            "where": f"{record.module}:{record.lineno}",
            "pid": record.process,
        }
        if record.exc_info and record.exc_info[0]:
            told["kind"] = record.exc_info[0].__name__
        return json.dumps(told, ensure_ascii=False)


def _sentence(record: logging.LogRecord) -> str:
    """The template with harmless values; a sentence that came already filled in is told by its place alone."""
    if not record.args:
        return f"{record.name}: {record.module}"
    given = record.args if isinstance(record.args, tuple) else (record.args,)
    try:
        return mask_numbers(str(record.msg) % tuple(_harmless(value) for value in given))
    except (TypeError, ValueError):
        return mask_numbers(str(record.msg))


def _harmless(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, tuple):
        return ":".join(str(_harmless(part)) for part in value)
    text = str(value)
    return text if HARMLESS.fullmatch(text) else HIDDEN


def _stamped(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    del logger, name
    event["timestamp"] = _now()
    return event


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _without_numbers(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The last wall: whatever a line was given, no id number and no telephone leaves whole."""
    del logger, name
    return {key: mask_numbers(v) if isinstance(v, str) else v for key, v in event.items()}
