"""To which names, and behind which proxies, the portal answers."""

import logging

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.settings import Settings

log = logging.getLogger(__name__)


def install(app: Flask, settings: Settings) -> None:
    """Trust the named hosts only; believe `X-Forwarded-*` only for as many proxies as set."""
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    app.before_request(_refuse_without_host)
    hops = settings.proxy_hops
    if hops:
        log.info("proxies-believed", extra={"count": hops})
        # The nearest proxy says if it was https; it passes `Host` on as it is.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=1, x_host=0)  # type: ignore[method-assign]


def _refuse_without_host() -> None:
    """Without this header Werkzeug would answer as if the server's own name had been asked for."""
    if not request.environ.get("HTTP_HOST"):
        abort(400)
