"""The manners of looking: whose plan a page shows, and by which right, is in its address.

A care page has one view and up to four addresses, so that two tabs cannot mix two people up:

    /plan                          one's own
    /for/<grant>/plan              somebody's who has shared with me
    /delning/<preview>/visa/plan   my own as somebody I share with would see it
    /tillsammans/plan              my own, large and bare, to show to somebody beside me
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint

View = TypeVar("View", bound=Callable[..., Any])


class Manner(StrEnum):
    """How a page is looked at; the value is the name of its part of the address."""

    OWN = "own"
    GRANTED = "grant"
    PREVIEW = "preview"
    TOGETHER = "together"


PREFIXES = {
    Manner.OWN: "",
    Manner.GRANTED: "/for/<grant>",
    Manner.PREVIEW: "/delning/<preview>/visa",
    Manner.TOGETHER: "/tillsammans",
}
READING = tuple(Manner)
ACTING = (Manner.OWN, Manner.GRANTED)
"""What changes something is not done in a preview, nor while showing one's plan to somebody."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What the layout says about whose plan this is."""

    manner: Manner
    patient_name: str = ""
    relative_name: str = ""
    relation: str = ""
    grant_ref: str = ""
    other_refs: tuple[str, ...] = ()
    """By which grants the same person reads besides; told to the patient alone."""
    sees_plan: bool = True
    sees_meetings: bool = True
    sees_contacts: bool = True
    sees_place: bool = True
    sees_join: bool = True
    sees_activities: bool = True
    sees_goals: bool = True
    sees_whole_plan: bool = True

    @property
    def is_somebody_elses(self) -> bool:
        """Seen as somebody else sees it: what is not shown must not be hinted at."""
        return self.manner in (Manner.GRANTED, Manner.PREVIEW)


def care_page(
    views: Blueprint,
    rule: str,
    *,
    methods: tuple[str, ...] = ("GET",),
    manners: tuple[Manner, ...] = READING,
) -> Callable[[View], View]:
    """Register a view of care under its addresses; stands where `@views.get` would."""

    def register(view: View) -> View:
        for manner in manners:
            path = PREFIXES[manner] + ("" if rule == "/" and manner is not Manner.OWN else rule)
            defaults = {manner.value: "ja"} if manner is Manner.TOGETHER else {}
            views.add_url_rule(path, view_func=view, methods=methods, defaults=defaults)
        return view

    return register


def manner_of(named: Mapping[str, Any]) -> Manner:
    """The manner that an address's values tell."""
    return next((manner for manner in Manner if manner.value in named), Manner.OWN)
