"""What the tests of the web floor share: one engine is enough, for they are not about data."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, Response

from portal.access.guard import Door, opens_to
from portal.database import Database
from portal.web.pages import page
from tests.support.databases import Copies, opened

View = Callable[..., Any]


@pytest.fixture
def database(copies: Callable[[str], Copies], migrated: Callable[[str], str]) -> Iterator[Database]:
    sqlite = copies("sqlite")
    url = sqlite.copy(migrated("sqlite"))
    with opened(url) as database:
        yield database
    sqlite.remove(url)


@pytest.fixture
def add_view(app: Flask) -> Callable[..., None]:
    """Add a view for everyone, so that a test can see what the portal makes of its answer."""

    def add(address: str, view: View, *, methods: tuple[str, ...] = ("GET",)) -> None:
        app.add_url_rule(address, address, opens_to(Door.EVERYONE)(view), methods=methods)

    return add


@pytest.fixture
def broken(add_view: Callable[..., None]) -> str:
    """The address of a view that fails, with a person's number in the error."""

    def fail() -> Response:
        raise ValueError("19121212-1212")

    add_view("/trasig", fail)
    return "/trasig"


@pytest.fixture
def changing(add_view: Callable[..., None]) -> str:
    """The address of a view that changes something."""

    def change() -> Response:
        return page("errors/404.html", layout="errors/_page.html", incident=None)

    add_view("/andra", change, methods=("POST",))
    return "/andra"
