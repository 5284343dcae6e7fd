"""Flask, without the parts that keep, tidy up or quote what they should not."""

import logging
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from portal.web.logs import fault
from portal.web.no_cookie_session import NoCookieSession

Failed = tuple[type, BaseException, TracebackType] | tuple[None, None, None]

log = logging.getLogger(__name__)


class Address(Rule):
    """A rule that is built from only what was said: one with a value of its own, as whose plan a
    page shows, is not chosen for somebody who did not say that value."""

    def suitable_for(self, values: Mapping[str, Any], method: str | None = None) -> bool:
        own = (self.defaults or {}).keys()
        return own <= values.keys() and super().suitable_for(values, method)


class Application(Flask):
    """Serves no folder, renders no template of its own, and keeps no cookie session."""

    session_interface = NoCookieSession()
    url_rule_class = Address

    def __init__(self) -> None:
        super().__init__("portal", static_folder=None, template_folder=None)
        # An address is right or it is not: none is tidied up by a redirect.
        self.url_map.merge_slashes = False

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """All of the portal waits for what it does; Flask would look into each function anew."""
        return func

    def log_exception(self, exc_info: Failed) -> None:
        """By type and place: Flask's own line would quote the error and the address."""
        if exc_info[1]:
            log.error("error-page-failed", extra=fault(exc_info[1]))
