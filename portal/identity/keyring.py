"""The sealer that holds this application's data keys."""

from typing import cast

from flask import current_app

from portal.identity.sealing import Sealer


def sealer() -> Sealer:
    """Made at start, from the data keys that the operator has set."""
    return cast("Sealer", current_app.extensions["portal.sealer"])
