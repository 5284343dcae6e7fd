"""Serve a WSGI app on loopback, in a thread of this process, for as long as a test needs it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: test output holds no addresses with codes in them."""


def free_port() -> int:
    """A port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(app: WSGIApplication, *, port: int) -> Iterator[str]:
    """The address that the app answers on."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    # Looking often whether to stop costs nothing here; the usual half second would, in each test.
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
