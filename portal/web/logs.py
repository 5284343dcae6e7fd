"""What is written to the log: lines of JSON with only the fields named here.

A message is written as it stands in the code, never with values put in: what a library or a
database wants to say about a value may be somebody's number or name. What a library, or gunicorn,
has put values into by itself is not written at all. The fields that may carry values are named, and
as a last fence whatever looks like an identity number is struck out.
"""

import json
import logging
import re
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType

from flask import Flask, Response, g, request

from portal import clock
from portal.web.server_messages import in_known_words

FIELDS = (
    "method",
    "route",
    "status",
    "ms",
    "incident",
    "kind",
    "where",
    "count",
    "reason",
    "source",
    "pair",
)
OWN_LOGGERS = ("portal", "bench")
"""Their messages are constants of this code; what others say may have values in it already."""
NOT_SHOWN = "a message that may hold values"
STRUCK_OUT = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ \u2010-\u2212]?\d{4}(?!\d)")
LEVELS = {
    "alembic": logging.WARNING,
    "authlib": logging.INFO,
    "werkzeug": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}
OWN = "portal/"


class JsonLines(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the time, the level, the event and the allowed fields."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat("T", "milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **{name: value for name in FIELDS if (value := record.__dict__.get(name)) is not None},
        }
        if record.exc_info and record.exc_info[1]:
            fields |= fault(record.exc_info[1])
        elif fields["event"] == NOT_SHOWN:
            fields["where"] = f"{record.module}.py:{record.lineno}"
        return redacted(json.dumps(fields, ensure_ascii=False, default=str))


class StandardError(logging.Handler):
    """Writes to whatever standard error is at the moment of writing."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        write(self.format(record))


def write(line: str) -> None:
    """A full disk does not stop the portal, for traces are not in the log."""
    with suppress(OSError):
        sys.stderr.write(line + "\n")


def redacted(line: str) -> str:
    """The line without anything that looks like an identity number."""
    return STRUCK_OUT.sub("[number]", line)


def fault(error: BaseException) -> dict[str, str]:
    """What went wrong, by type and place; never by message, for it may quote a value."""
    kinds = [type(error).__name__]
    cause = error.__cause__ or error.__context__
    while cause and len(kinds) < 5:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return {"kind": " < ".join(kinds), "where": _where(error.__traceback__)}


def install(app: Flask) -> None:
    """Log to standard error, one line for each request."""
    root = logging.getLogger()
    if not any(isinstance(handler, StandardError) for handler in root.handlers):
        handler = StandardError()
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
        root.setLevel(logging.INFO)
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    app.before_request(_begin)
    app.after_request(_note)


def _begin() -> None:
    g.began = time.perf_counter()


def _note(response: Response) -> Response:
    """The route as it is written in the code: an address may hold a reference.

    Written past `logging`, which takes longer to write a line than many a page to be made.
    """
    if request.endpoint != "static":
        now = clock.now().isoformat("T", "milliseconds")
        route = _quoted(request.url_rule.rule) if request.url_rule else "null"
        ms = (time.perf_counter() - g.get("began", 0)) * 1000
        write(
            f'{{"time": "{now}", "level": "info", "logger": "portal.requests", "event": "request",'
            f' "method": {_quoted(request.method[:8])}, "route": {route},'
            f' "status": {response.status_code}, "ms": {ms:.1f}{_besides()}}}'
        )
    return response


def also(**fields: int | str) -> None:
    """Put more fields into the line of this request; never a value that somebody sent unread."""
    g.logged_besides = {**g.get("logged_besides", {}), **fields}


def _besides() -> str:
    besides = g.get("logged_besides")
    return redacted(f", {json.dumps(besides)[1:-1]}") if besides else ""


@lru_cache(maxsize=512)
def _quoted(text: str) -> str:
    return json.dumps(text)


def _event(record: logging.LogRecord) -> str:
    """The message as it stands in the code that says it, or that it is not shown.

    A library's message without values of its own may be one that they were put into before.
    """
    whose, message = record.name.partition(".")[0], record.msg
    if whose == "gunicorn":
        return in_known_words(message, record.args) or NOT_SHOWN
    is_as_written = whose in OWN_LOGGERS or (isinstance(message, str) and bool(record.args))
    return str(message) if is_as_written else NOT_SHOWN


def _where(traceback: TracebackType | None) -> str:
    """The last lines of our own code on the way, and the very last one."""
    places = []
    while traceback:
        code = traceback.tb_frame.f_code
        path = code.co_filename
        if OWN in path or not traceback.tb_next:
            short = path[path.rfind(OWN) :] if OWN in path else path.rsplit("/", 1)[-1]
            places.append(f"{short}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return " > ".join(places[-6:])
