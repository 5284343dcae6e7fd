"""A portal that answers before it has committed: the tests that kill must notice it."""

from threading import Timer
from typing import Any

from portal.app import create_app
from portal.intake import pipeline
from portal.intake.outcome import Report

DELAY = 0.3
_load = pipeline.load


def load_later(body: bytes, **given: Any) -> Report:
    """Say what would become of a bundle, and let it become so later."""
    later = Timer(DELAY, _load, (body,), given)
    later.daemon = True
    later.start()
    return pipeline.check(body, **given)


pipeline.load = load_later
app = create_app()
