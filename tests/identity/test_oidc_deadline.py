"""The one time limit for what is asked of the identity provider."""

import threading
import time
from collections.abc import Iterator
from threading import BoundedSemaphore

import pytest

from portal.identity.oidc import deadline
from portal.identity.oidc.deadline import ProviderAway, WaitingRoom, within
from tests.support.waiting import full


def soon(seconds: float) -> float:
    return time.monotonic() + seconds


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """Not set before the test is over."""
    event = threading.Event()
    yield event
    event.set()


def test_what_is_in_time_is_given_and_what_is_raised_is_raised():
    assert within(soon(1), lambda: "svar") == "svar"
    with pytest.raises(ZeroDivisionError):
        within(soon(1), lambda: 1 // 0)


def test_what_is_late_is_given_up(never: threading.Event):
    began = time.monotonic()
    with pytest.raises(ProviderAway, match="took too long"):
        within(soon(0.05), never.wait)
    assert time.monotonic() - began < 0.5


def test_whoever_is_one_too_many_is_told_so_at_once(
    never: threading.Event, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deadline, "WAITING", WaitingRoom(places=1))
    begun = threading.Event()

    def wait() -> None:
        begun.set()
        never.wait()

    waiting = threading.Thread(target=lambda: within(soon(5), wait))
    waiting.start()
    begun.wait()
    began = time.monotonic()
    with pytest.raises(ProviderAway, match="too many wait"):
        within(soon(5), lambda: "svar")
    assert time.monotonic() - began < 0.5
    never.set()
    waiting.join()
    assert within(soon(1), lambda: "svar") == "svar"


def test_the_steps_of_one_who_has_a_place_need_no_second_one(monkeypatch: pytest.MonkeyPatch):
    room = WaitingRoom(places=1)
    monkeypatch.setattr(deadline, "WAITING", room)
    for _ in range(2):
        with room.place():
            assert [within(soon(1), lambda: "svar") for _ in range(2)] == ["svar", "svar"]


@pytest.mark.parametrize(("threads", "places"), [(8, 4), (5, 2), (2, 1), (1, 1)])
def test_half_of_the_threads_are_left_to_those_who_are_signed_in(threads: int, places: int):
    room = WaitingRoom(places=9)
    room.open_for(threads)
    with full(room) as count:
        assert count == places


def test_calls_that_hang_are_counted_until_they_end(
    never: threading.Event, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deadline, "RUNNING", BoundedSemaphore(2))
    for _ in range(2):
        with pytest.raises(ProviderAway, match="took too long"):
            within(soon(0.01), never.wait)
    with pytest.raises(ProviderAway, match="hang"):
        within(soon(1), lambda: "svar")
    never.set()
    for _ in range(100):
        time.sleep(0.01)
        if deadline.RUNNING.acquire(blocking=False):
            deadline.RUNNING.release()
            break
    assert within(soon(1), lambda: "svar") == "svar"


def test_when_time_is_up_before_the_call_nobody_waits(never: threading.Event):
    began = time.monotonic()
    with pytest.raises(ProviderAway):
        within(soon(-1), never.wait)
    assert time.monotonic() - began < 0.5
