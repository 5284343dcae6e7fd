"""Rotation: a care system changes its keys and goes on sending meanwhile."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from flask import Flask, Response

from portal.database import Database
from portal.identity.care_systems import registering
from portal.identity.care_systems.registering import Keys
from tests.support.care_systems import Key, ProvingCareSystem, public, register, rsa_key
from tests.support.identity_providers.serving import free_port, serving

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OLD, NEW = "old", "new"


@dataclass
class Published:
    """What stands at a sender's address; None when it does not answer as it should."""

    address: str = ""
    keys: list[Key] | None = field(default_factory=list)
    asked: int = 0


@pytest.fixture
def published() -> Iterator[Published]:
    app, published = Flask("sender"), Published()

    @app.get("/jwks")
    def keys() -> Any:
        published.asked += 1
        if published.keys is None:
            return Response(status=500)
        return Response(json.dumps(public(*published.keys)))

    with serving(app, port=free_port()) as address:
        published.address = f"{address}/jwks"
        yield published


def at(app: Flask, client_id: str, kid: str) -> ProvingCareSystem:
    return ProvingCareSystem(app, client_id, rsa_key(kid))


def statuses(app: Flask, client_id: str) -> tuple[int, int]:
    """What a proof by the old key and one by the new key are answered."""
    return (
        at(app, client_id, OLD).asks().status_code,
        at(app, client_id, NEW).asks().status_code,
    )


def test_while_keys_change_both_work_and_then_the_old_one_does_not(app: Flask, database: Database):
    client_id = register(database, rsa_key(OLD))
    assert statuses(app, client_id) == (200, 401)
    for keys, expected in (((OLD, NEW), (200, 200)), ((NEW,), (401, 200))):
        with database.transaction() as transaction:
            key_set = public(*map(rsa_key, keys))
            assert registering.change_keys(transaction, client_id, keys=Keys(key_set))
        assert statuses(app, client_id) == expected


def test_a_new_key_is_fetched_when_it_is_first_used(
    app: Flask, database: Database, published: Published
):
    client_id = register(database, rsa_key(OLD), url=published.address)
    published.keys = [rsa_key(OLD), rsa_key(NEW)]
    assert statuses(app, client_id) == (200, 200)
    assert statuses(app, client_id) == (200, 200)
    assert published.asked == 1


def test_unknown_keys_make_one_fetch_a_minute(
    app: Flask, database: Database, published: Published, clock: time_machine.Traveller
):
    client_id = register(database, rsa_key(OLD), url=published.address)
    published.keys = [rsa_key(OLD)]
    for _ in range(5):
        assert at(app, client_id, "unknown").asks().status_code == 401
    assert published.asked == 1
    clock.shift(61)
    published.keys = [rsa_key(NEW)]
    assert statuses(app, client_id) == (200, 200)
    assert published.asked == 2
    assert statuses(app, client_id) == (401, 200)
    assert published.asked == 2


def test_a_key_that_was_taken_away_is_believed_for_an_hour_at_most(
    app: Flask, database: Database, published: Published, clock: time_machine.Traveller
):
    client_id = register(database, rsa_key(OLD), url=published.address)
    published.keys = [rsa_key(NEW)]
    clock.shift(3590)
    assert at(app, client_id, OLD).asks().status_code == 200
    clock.shift(20)
    assert at(app, client_id, OLD).asks().status_code == 401


def test_a_sender_whose_address_fails_goes_on_with_its_keys_for_a_day(
    app: Flask, database: Database, published: Published, clock: time_machine.Traveller
):
    client_id = register(database, rsa_key(OLD), url=published.address)
    published.keys = None
    clock.shift(23 * 3600)
    assert at(app, client_id, OLD).asks().status_code == 200
    clock.shift(2 * 3600)
    assert at(app, client_id, OLD).asks().status_code == 401
    clock.shift(61)
    published.keys = [rsa_key(OLD)]
    assert at(app, client_id, OLD).asks().status_code == 200


def test_keys_that_an_operator_brings_take_the_place_of_an_address(
    app: Flask, database: Database, published: Published
):
    client_id = register(database, rsa_key(OLD), url=published.address)
    with database.transaction() as transaction:
        registering.change_keys(transaction, client_id, keys=Keys(public(rsa_key(NEW))))
    assert statuses(app, client_id) == (401, 200)
    assert published.asked == 0
