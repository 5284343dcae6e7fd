"""How gunicorn runs the portal; found by itself when `gunicorn wsgi:app` starts here.

The portal writes its own line for each request, with the route and never the address. gunicorn's
own access log would write query and Referer, so it stays off.
"""

import os

_is_behind_proxy = int(os.environ.get("PORTAL_PROXY_HOPS") or 0) > 0

# Behind a proxy that buffers, one request at a time is quickest. Without one, two slow phones
# would hold two such workers, so threads wait for them instead.
worker_class = "sync" if _is_behind_proxy else "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 1 if _is_behind_proxy else 8
preload_app = True

timeout = 30
graceful_timeout = 30
keepalive = 5

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.web.logs.JsonLines"}},
    "handlers": {"lines": {"class": "portal.web.logs.StandardError", "formatter": "json"}},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["lines"], "propagate": False}},
    "root": {"level": "INFO", "handlers": ["lines"]},
}
