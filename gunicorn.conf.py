"""How gunicorn runs the portal; found by itself when `gunicorn wsgi:app` starts here.

The portal writes its own line for each request, with the route and never the address. gunicorn's
own access log would write query and Referer, so it stays off.
"""

import os
from typing import Any

from portal.identity.oidc.deadline import WAITING

# Threads, behind a proxy too: it buffers slow phones, but not an identity provider that is slow.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8
preload_app = True
control_socket_disable = True

timeout = 30
graceful_timeout = 30
keepalive = 5

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190


def post_fork(_server: object, worker: Any) -> None:
    """Fewer of a worker's threads may wait for the identity provider than it has."""
    WAITING.open_for(worker.cfg.threads)


accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.web.logs.JsonLines"}},
    "handlers": {"lines": {"class": "portal.web.logs.StandardError", "formatter": "json"}},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["lines"], "propagate": False}},
    "root": {"level": "INFO", "handlers": ["lines"]},
}
