"""What a care system may do: scopes in the syntax of SMART v2, `system/CarePlan.cud`.

`system/*.cud` stands for everything that care systems send, and for no more than that: to send
bundles (`system/Bundle.c`) and to read what patients decided (`system/Consent.r`) is said by name.

To open a patient's plan to a guardian or trustee is a right of its own, `system/RelatedPerson.m`,
beside the right to send a RelatedPerson. SMART v2 lets a server have scopes of its own; a narrowed
one in its syntax (`system/RelatedPerson.cud?relationship=GUARD`) would be held by whoever holds the
wider one, and that is what must not be (docs/decisions/0033).
"""

import re
from collections.abc import Collection, Iterable, Iterator

SCOPE = re.compile(r"system/(\*|[A-Z][A-Za-z]{1,39})\.(?=.)(c?r?u?d?)")
MANDATES = "system/RelatedPerson.m"
MANDATE = "m"
EVERYTHING_SENT = "*"
BY_NAME_ONLY = frozenset({"Bundle", "Consent"})


class ScopeRefused(Exception):
    """Not a scope. The message names the rule, never a value."""


def checked(scopes: Iterable[str]) -> list[str]:
    """The scopes of a registration, in order and once. Raises `ScopeRefused`."""
    wanted = sorted(set(scopes))
    if not wanted:
        raise ScopeRefused("at least one scope is needed")
    if not all(map(_is_scope, wanted)):
        raise ScopeRefused("a scope looks like system/CarePlan.cud; the letters are c, r, u and d")
    return wanted


def allowed(scopes: Collection[str], *, kind: str, letter: str) -> bool:
    """Tell if scopes allow to create, read, update or delete (by its first letter) a kind.

    "m" is to state mandates: it is held by its own name only, and by nothing wider.
    """
    if letter == MANDATE:
        return kind == "RelatedPerson" and MANDATES in scopes
    kinds = {kind} if kind in BY_NAME_ONLY else {kind, EVERYTHING_SENT}
    return any(letter in letters for of, letters in _parts(scopes) if of in kinds)


def narrowed(registered: Collection[str], *, asked: str | None) -> list[str] | None:
    """The scopes a token gets: those asked for, else all; None when that is too much."""
    if asked is None:
        return sorted(registered)
    wanted = sorted(set(asked.split(" ")))
    if not all(map(_is_scope, wanted)) or (MANDATES in wanted and MANDATES not in registered):
        return None
    parts = _parts(wanted)
    is_within = all(
        allowed(registered, kind=kind, letter=one) for kind, letters in parts for one in letters
    )
    return wanted if is_within else None


def _is_scope(text: str) -> bool:
    return text == MANDATES or SCOPE.fullmatch(text) is not None


def _parts(scopes: Iterable[str]) -> Iterator[tuple[str, str]]:
    for scope in scopes:
        found = SCOPE.fullmatch(scope)
        if found:
            yield found[1], found[2]
