"""What one portal, and one sender, may and may not."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.settings import USUAL_AGES, Ages


def anything(_letter: str, _kind: str) -> bool:
    """What an operator may do."""
    return True


@dataclass(frozen=True)
class Rules:
    """The decisions of an operator that the intake keeps to.

    `sources`: the HSA-ids of the source systems the sender speaks for; None: any.
    `video_hosts`: where meeting links may lead; empty: any https host.
    `numbers`: the only people that may be named (a demo's fictional ones); None: anybody.
    `ages`: which birthdays end a guardian's mandate, and make a mandate that of a trustee.
    `takes_ties`: other content under the same time is taken, not refused: what was pulled from a
    source that tells time in whole seconds.
    `may`: tells if the sender may create ("c"), update ("u") or delete ("d") a type, or state
    mandates ("m").
    """

    sources: frozenset[str] | None = None
    video_hosts: frozenset[str] = frozenset()
    numbers: frozenset[str] | None = None
    ages: Ages = USUAL_AGES
    takes_ties: bool = False
    may: Callable[[str, str], bool] = anything
