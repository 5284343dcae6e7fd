"""Others who wait for the identity provider, in this process."""

import contextvars
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from portal.identity.oidc.deadline import ProviderAway, WaitingRoom


@contextmanager
def place_of_somebody_else(room: WaitingRoom) -> Iterator[None]:
    """A place that another thread would hold. Raises `ProviderAway` when there is none."""
    context, place = contextvars.Context(), room.place()
    context.run(place.__enter__)
    try:
        yield
    finally:
        context.run(place.__exit__, None, None, None)


@contextmanager
def full(room: WaitingRoom) -> Iterator[int]:
    """All places taken by others: how many there are."""
    with ExitStack() as held:
        count = 0
        while True:
            try:
                held.enter_context(place_of_somebody_else(room))
            except ProviderAway:
                break
            count += 1
        yield count
