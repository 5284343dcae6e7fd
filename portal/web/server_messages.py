"""What gunicorn may say in the log: the messages known to hold nothing that a request brought.

Others are built from request lines, headers and bodies, and some have the values put in before
they are logged; so what is not listed here is not written.
"""

HARMLESS = frozenset(
    {
        "Starting gunicorn %s",
        "Listening at: %s (%s)",
        "Using worker: %s",
        "Booting worker with pid: %s",
        "Worker exiting (pid: %s)",
        "Worker (pid:%s) was sent %s!",
        "Worker (pid:%s) was sent %s! Perhaps out of memory?",
        "Worker (pid:%s) exited with code %s.",
        "WORKER TIMEOUT (pid:%s)",
        "Handling signal: %s",
        "Hang up: %s",
        "Shutting down: %s",
        "Reason: %s",
        "Connection in use: %s",
        "Invalid address: %s",
        "Can't connect to %s",
        "Parent changed, shutting down: %s",
    }
)
"""Their values are the operator's own: versions, process numbers, signals, addresses to listen at."""
WITHOUT_VALUES = frozenset(
    {
        "Error handling request",
        "Error handling request %s",
        "Error handling request %s %s",
        "Error handling request (no URI read)",
        "Error while closing socket %s",
        "Exception in worker process",
        "Exception during worker exit:\n%s",
        "Exception in post_request hook",
        "Socket error processing request.",
        "Unhandled exception in main loop",
        "graceful stop of workers",
    }
)
"""Written as they stand here, with no value in them."""
BUILT = {"Invalid request from ip=": "Invalid request", "connection to ": "connection failed"}
"""Messages that come with their values put in, by how they begin: what is written instead."""


def in_known_words(message: object, values: object) -> str | None:
    """What may be written of a message of gunicorn's; None when it is not a known one."""
    if not isinstance(message, str):
        return None
    if message in HARMLESS:
        return message % values if values else message
    if message in WITHOUT_VALUES:
        return message
    return next((said for start, said in BUILT.items() if message.startswith(start)), None)
