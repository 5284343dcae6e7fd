"""What one sender may send to this portal."""

from flask import current_app

from portal.identity.care_systems.values import Sender
from portal.intake.rules import Rules
from portal.web import unit


def rules_for(sender: Sender) -> Rules:
    """The operator's rules, narrowed to the sender's own sources and scopes."""
    settings = unit.settings()
    return Rules(
        sources=sender.sources,
        video_hosts=frozenset(settings.video_hosts),
        numbers=current_app.extensions["portal.allowed_numbers"],
        ages=settings.ages,
        may=sender.may,
    )
