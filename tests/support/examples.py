"""The example messages in docs/examples, with their dates filled in as dated.sh does it."""

import json
from datetime import datetime, timedelta

from tests.support.server import HOUSE

EXAMPLES = HOUSE / "docs" / "examples"
SOURCE = "SE2321009990-PROV"
BUNDLES = sorted(path.name for path in EXAMPLES.glob("*.json") if path.name != "goal-reached.json")


def example(name: str, *, at: datetime) -> bytes:
    """The example as it is sent at a moment."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    days = {"TODAY": 0, "IN-A-WEEK": 7, "IN-HALF-A-YEAR": 182}
    for word, ahead in days.items():
        text = text.replace(word, (at + timedelta(days=ahead)).date().isoformat())
    return text.replace('"NOW"', json.dumps(at.isoformat())).encode()
