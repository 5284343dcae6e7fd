"""The demo provider: OIDC in the Swedish manner, for fictional people, as a process of its own.

Run it with `python -m portal.demo.provider`. It keeps everything in memory and signs with keys
made at start, so a restart signs everybody out. Give it the portal's own environment: it looks
into the portal's database, and refuses to start when anyone real is there.
"""

import os
import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress

from flask import Blueprint, Flask, render_template
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.demo.authorization import authorization
from portal.demo.cast import Person, cast
from portal.demo.desk import open_desk, place_desk, the_desk
from portal.demo.discovery import discovery
from portal.demo.headers import harden
from portal.demo.keys import portal_key
from portal.demo.logout import logout
from portal.demo.numbers import RealPersonFound, only_fictional
from portal.demo.registration import Registration, demo_portal
from portal.demo.settings import DemoSettings
from portal.demo.stored import only_fictional_stored
from portal.demo.token_endpoint import token_endpoint
from portal.demo.userinfo import userinfo
from portal.settings import SettingsIncomplete, read

_PAGES: tuple[Blueprint, ...] = (authorization, discovery, logout, token_endpoint, userinfo)


def create_provider(
    settings: DemoSettings,
    *,
    registrations: Iterable[Registration] | None = None,
    people: Mapping[str, Person] | None = None,
) -> Flask:
    """The provider as a Flask app (raises RealPersonFound for anyone who is not on the list)."""
    people = cast() if people is None else people
    only_fictional(person.number for person in people.values())
    if registrations is None:
        registrations = [demo_portal(settings, key=portal_key(settings.instance))]
    app = Flask(__name__)
    app.config.update(TRUSTED_HOSTS=settings.trusted_hosts, MAX_CONTENT_LENGTH=64 * 1024)
    place_desk(app, open_desk(settings, registrations=registrations, people=people))
    for pages in _PAGES:
        app.register_blueprint(pages)
    app.add_url_rule("/", view_func=_front)
    app.after_request(harden)
    app.register_error_handler(HTTPException, _error_page)
    return app


def _front() -> str:
    return render_template("demo/front.html", people=list(the_desk().people.values()))


def _error_page(error: HTTPException) -> tuple[str, int]:
    if isinstance(error, SecurityError):
        return "Unknown host\n", 400  # under a host that is not ours no page can name its own parts
    reason = "Sidan finns inte här." if error.code == 404 else "Något blev fel här hos oss."
    return render_template("demo/refusal.html", reason=reason), error.code or 500


class _Quiet(WSGIRequestHandler):
    """Logs no requests: their addresses hold state and codes."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def main() -> None:
    """Check first that nobody here or in the portal's database is real, then serve for ever."""
    try:
        only_fictional_stored(read(os.environ))
        settings = DemoSettings.read()
        app = create_provider(settings)
    except (RealPersonFound, SettingsIncomplete) as refused:
        sys.exit(f"The demo provider does not start. {refused}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = make_server(settings.host, settings.port, app, threaded=True, request_handler=_Quiet)
    with suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
