"""Visits to a page in this process: a WSGI application called as a server would call it."""

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from werkzeug.test import create_environ

Application = Callable[..., Iterable[bytes]]
NONCE = re.compile(r"'nonce-([\w-]+)'")
FORM_TOKEN = re.compile(r'name="csrf" value="([\w=-]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def nonce(self) -> str:
        return _only(NONCE, self.headers["Content-Security-Policy"])

    @property
    def form_token(self) -> str:
        return _only(FORM_TOKEN, self.body.decode())

    @property
    def masked(self) -> tuple[str, dict[str, str], str]:
        """All of it, but for what is drawn by lot for each answer."""
        headers = {
            name: value.replace(self.nonce, "NONCE")
            for name, value in sorted(self.headers.items())
            if name != "Content-Length"
        }
        text = self.body.decode().replace(self.nonce, "NONCE")
        return self.status, headers, text.replace(self.form_token, "TOKEN")


def visitor(app: Application, path: str, tokens: Sequence[str] = ("",)) -> Callable[[], Answer]:
    """A call that opens the page as the next person in turn."""
    environs = _environs(path, tokens)

    def visit() -> Answer:
        return _answer(app, next(environs) | {"wsgi.input": io.BytesIO()})

    return visit


def _environs(path: str, tokens: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What a browser sends that takes no compression: packing costs all candidates the same."""
    return cycle(
        create_environ(
            path,
            "http://localhost:5000",
            headers={"Cookie": f"__Host-sid={token}", "Accept-Language": "sv"} if token else {},
            errors_stream=sys.stderr,
        )
        for token in tokens
    )


def _answer(app: Application, environ: dict[str, Any]) -> Answer:
    told: list[Any] = []
    answered = app(environ, lambda *said: told.extend(said[:2]))
    body = b"".join(answered)
    close = getattr(answered, "close", None)
    if close:
        close()
    return Answer(told[0], dict(told[1]), body)


def _only(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
