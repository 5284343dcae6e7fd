"""The rules for what a sender's access token is for: which types it may create, update, delete."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.decide import Effect
from portal.intake.mandates import states_mandate
from portal.intake.outcome import Fault
from portal.intake.rules import Rules
from portal.intake.structure.shapes import RESOURCES

METHODS = {"PUT": "cu", "POST": "c", "DELETE": "d"}
"""Whether a PUT creates or updates is not known until it is decided: either right is enough."""
EFFECTS = {
    Effect.CREATED: "c",
    Effect.UPDATED: "u",
    Effect.CONFIRMED: "u",
    Effect.SUPERSEDED: "u",
    Effect.TIED: "u",
    Effect.CONFLICT: "u",
}
"""What each effect of a PUT takes; to say again what was said takes nothing more."""


def faults_of_method(method: str, kind: str, at: str, rules: Rules) -> Iterator[Fault]:
    """The fault in what an entry asks for, before anything is read."""
    letters = METHODS.get(method, "")
    if kind in RESOURCES and letters and not any(rules.may(one, kind) for one in letters):
        yield _fault(kind, letters, at)


def faults_of_mandate(resource: Mapping[str, Any], at: str, rules: Rules) -> Iterator[Fault]:
    """The fault in opening a patient's plan to somebody without the scope that is for just that."""
    if states_mandate(resource) and not rules.may("m", "RelatedPerson"):
        yield _fault("RelatedPerson", "m", at)


def faults_of_effect(effect: Effect, kind: str, at: str, rules: Rules) -> Iterator[Fault]:
    """The fault in what an entry would do. A Provenance is only ever posted."""
    letter = EFFECTS.get(effect)
    if letter and kind != "Provenance" and not rules.may(letter, kind):
        yield _fault(kind, letter, at)


def _fault(kind: str, letters: str, at: str) -> Fault:
    return Fault(403, "forbidden", at, f"The access token lacks the scope system/{kind}.{letters}")
