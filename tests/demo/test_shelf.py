"""Things kept in memory for a while."""

from portal.demo.shelf import Shelf


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_thing_is_there_until_its_time_is_up() -> None:
    clock = Clock()
    shelf: Shelf[str] = Shelf(seconds=60, clock=clock)
    handle = shelf.put("thing")
    clock.now = 59.0
    assert shelf.look(handle) == "thing"
    clock.now = 60.0
    assert shelf.look(handle) is None
    assert shelf.take(handle) is None


def test_a_thing_can_be_taken_once() -> None:
    shelf: Shelf[str] = Shelf(seconds=60)
    handle = shelf.put("thing")
    assert [shelf.take(handle), shelf.take(handle)] == ["thing", None]


def test_a_handle_in_use_is_not_given_to_another_until_it_is_old() -> None:
    clock = Clock()
    shelf: Shelf[bool] = Shelf(seconds=60, clock=clock)
    assert shelf.put_once("jti", thing=True)
    assert not shelf.put_once("jti", thing=True)
    clock.now = 61.0
    assert shelf.put_once("jti", thing=True)


def test_what_is_old_is_forgotten() -> None:
    clock = Clock()
    shelf: Shelf[str] = Shelf(seconds=60, clock=clock)
    shelf.put("old")
    clock.now = 61.0
    shelf.put("new")
    assert [thing for _, thing in shelf] == ["new"]
