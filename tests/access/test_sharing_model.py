"""What a relative gets, in any world, is what the model says: page by page, word by word."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import event

from portal import clock
from portal.models.grant import ALL_PARTS, ALL_SCOPES
from tests.support import sharing_model
from tests.support.world_visiting import Visit, without_fresh
from tests.support.worlds import (
    DrawnActivity,
    DrawnGrant,
    DrawnMeeting,
    DrawnThing,
    World,
    seen_by_beside,
    told,
    worlds,
)

WORLDS = int(os.environ.get("SOAK_WORLDS", "2000"))
many = partial(
    settings,
    deadline=None,
    database=None,
    derandomize=False,
    suppress_health_check=list(HealthCheck),
)
EVERYTHING = DrawnGrant(scopes=ALL_SCOPES, parts=ALL_PARTS)
FULL = World(
    grant=EVERYTHING,
    activities=(DrawnActivity("region"), DrawnActivity("municipality", item="chosen")),
    goals=(DrawnThing(),),
    documents=(DrawnThing(),),
    contacts=(DrawnThing(),),
    meetings=(DrawnMeeting(2), DrawnMeeting(-48)),
)


@pytest.fixture
def house(app: Flask) -> Flask:
    """The portal, with a database that need not survive a power cut."""
    engine = app.extensions["portal.database"].engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    return app


def agrees(house: Flask, world: World) -> None:
    visit = Visit(house, world)
    looks = [(visit.built.grant_ref, world)]
    beside = seen_by_beside(world)
    if beside is not None:
        looks.append((visit.built.beside_ref, beside))
    for ref, looked_at in looks:
        for path, expected in sharing_model.pages(looked_at):
            status, seen = visit.sees(path, ref)
            wanted = (404, set()) if expected is None else (200, expected)
            assert (status, seen) == wanted, f"{path or '/'} in a world with {told(looked_at)}"


def test_the_model_itself_opens_a_world_in_which_everything_is_granted():
    seen = dict(sharing_model.pages(FULL))
    assert all(seen[path] for path in ("", "/plan", "/moten", "/kontakter"))


def test_every_answer_is_what_the_model_says(house: Flask):
    most = WORLDS if house.extensions["portal.database"].is_sqlite else max(100, WORLDS // 20)

    @many(max_examples=most)
    @given(worlds)
    def every_world(world: World) -> None:
        agrees(house, world)

    every_world()


def more(world: World) -> World:
    """The same world with one more of everything, each confidential."""
    return replace(
        world,
        activities=(*world.activities, DrawnActivity("region", is_confidential=True)),
        goals=(*world.goals, DrawnThing(is_confidential=True)),
        documents=(*world.documents, DrawnThing(is_confidential=True)),
        meetings=(*world.meetings, DrawnMeeting(1, is_confidential=True)),
    )


def test_a_confidential_thing_changes_no_byte_of_what_a_relative_gets(house: Flask):
    number = iter(range(10**9))

    @many(max_examples=max(60, WORLDS // 20))
    @given(worlds)
    def every_world(world: World) -> None:
        mark, now = f"{next(number)}abababab", clock.now()
        first = pages_of(house, world, f"{mark}1", now)
        assert pages_of(house, more(world), f"{mark}2", now) == first

    every_world()


def pages_of(house: Flask, world: World, mark: str, now: datetime) -> dict[str, bytes]:
    """The bytes of every page that is not about a confidential thing, without the world's mark."""
    visit = Visit(house, world, mark=mark, now=now)
    base = replace(
        world,
        meetings=tuple(one for one in world.meetings if not one.is_confidential),
        documents=tuple(one for one in world.documents if not one.is_confidential),
    )
    return {
        path: without_fresh(visit.get(path).data).replace(mark.encode(), b"")
        for path, _ in sharing_model.pages(base)
    }


NOT_THERE: dict[str, Callable[[World], World]] = {
    "paused": lambda world: replace(world, grant=replace(world.grant, is_paused=True)),
    "ended": lambda world: replace(world, grant=replace(world.grant, is_ended=True)),
    "expired": lambda world: replace(world, grant=replace(world.grant, expires_in=-1)),
    "not given": lambda world: replace(world, grant=replace(world.grant, is_given=False)),
    "not accepted": lambda world: replace(world, grant=replace(world.grant, is_accepted=False)),
    "not confirmed": lambda world: replace(world, grant=replace(world.grant, is_confirmed=False)),
    "somebody else's": lambda world: replace(world, grant=replace(world.grant, is_theirs=False)),
    "without a legal basis": lambda world: replace(world, basis_is_stated=False),
    "patient protected": lambda world: replace(
        world, patient=replace(world.patient, is_protected=True)
    ),
    "patient dead": lambda world: replace(world, patient=replace(world.patient, is_deceased=True)),
    "blocked by staff": lambda world: replace(
        world, patient=replace(world.patient, is_sharing_blocked=True)
    ),
    "relative protected": lambda world: replace(
        world, relative=replace(world.relative, is_protected=True)
    ),
    "relative dead": lambda world: replace(
        world, relative=replace(world.relative, is_deceased=True)
    ),
    "patient a child": lambda world: replace(world, patient_age=14),
    "relative a child": lambda world: replace(world, relative_age=14),
    "paused by another grant": lambda world: replace(
        world, beside=replace(EVERYTHING, is_paused=True)
    ),
}


@pytest.fixture
def unknown(house: Flask) -> bytes:
    """What an address that never was answers, to somebody who is signed in."""
    visit = Visit(house, FULL)
    answer = visit.client.get("/for/nagot-annat/plan", base_url="http://localhost")
    assert answer.status_code == 404
    return without_fresh(answer.data)


@pytest.mark.parametrize("why", NOT_THERE)
def test_a_grant_that_does_not_open_is_as_one_that_never_was(
    house: Flask, unknown: bytes, why: str
):
    world = NOT_THERE[why](FULL)
    visit = Visit(house, world)
    for path, _ in sharing_model.pages(FULL):
        answer = visit.get(path)
        assert answer.status_code == 404, path
        assert without_fresh(answer.data) == unknown, path


def test_a_page_that_the_grant_does_not_open_is_not_there_either(house: Flask, unknown: bytes):
    visit = Visit(house, replace(FULL, grant=DrawnGrant()))
    for path in ("/plan", "/moten", "/kontakter", "/moten/meeting-0", "/plan/dokument/document-0"):
        answer = visit.get(path)
        assert (answer.status_code, without_fresh(answer.data)) == (404, unknown), path
