"""From the door into the intake, by what this sender may."""

from dataclasses import replace

from flask import current_app

from portal import clock
from portal.identity import keyring
from portal.identity.care_systems.values import Sender
from portal.intake import pipeline
from portal.intake.outcome import Report
from portal.intake.rules import Rules
from portal.web import unit
from portal.web.logs import also


def loaded(bundle: bytes, sender: Sender) -> Report:
    """What became of a bundle; it is committed, or nothing of it is kept."""
    report = pipeline.load(
        bundle,
        database=unit.database(),
        sealer=keyring.sealer(),
        now=clock.now(),
        rules=rules_for(sender),
    )
    also(entries=len(report.entries), faults=len(report.faults))
    return report


def rules_for(sender: Sender) -> Rules:
    """The operator's rules, narrowed to the sender's own sources and scopes."""
    rules: Rules = current_app.extensions["portal.intake_rules"]
    return replace(rules, sources=sender.sources, may=sender.may)
