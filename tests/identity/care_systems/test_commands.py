"""`flask client`: what an operator types, and what the terminal answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from portal.database import Database
from portal.identity.care_systems import registering
from portal.identity.care_systems.registering import Registered
from portal.settings import Settings, demo_address_file
from tests.support.care_systems import (
    SOURCE,
    ProvingCareSystem,
    ec_key,
    members,
    public,
    rsa_key,
)
from tests.support.databases import Copies
from tests.support.identity_providers.serving import free_port, serving

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Run = Callable[..., Result]
NAMED = ("Kommunens planering", "--hsa-id", SOURCE, "--scope", "system/Bundle.c")


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["client", *map(str, words)])


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return written(tmp_path / "keys.json", public(rsa_key()))


def written(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content))
    return path


def listed(database: Database) -> list[Registered]:
    with database.transaction() as transaction:
        return registering.everyone(transaction)


def test_a_care_system_is_registered_and_can_prove_itself_at_once(
    app: Flask, run: Run, keys: Path, database: Database
):
    more = ("--hsa-id", "SE2321009990-PROV", "--scope", "system/*.cud", "--demands-digest")
    result = run("add", *NAMED, "--jwks", keys, *more)
    assert result.exit_code == 0
    (one,) = listed(database)
    assert f"Client id:       {one.client_id}\n" in result.output
    assert "Token endpoint:  http://localhost:5000/oauth/token\n" in result.output
    assert "Address to send: http://localhost:5000/fhir\n" in result.output
    assert one.sources == [SOURCE, "SE2321009990-PROV"]
    assert one.demands_digest
    answer = ProvingCareSystem(app, one.client_id, rsa_key()).asks()
    assert members(answer)["scope"] == "system/*.cud system/Bundle.c"


def test_the_addresses_are_those_of_the_demo_that_was_started(
    app: Flask, run: Run, keys: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("PORT", raising=False)
    settings: Settings = app.extensions["portal.settings"]
    started = demo_address_file(settings.instance)
    started.parent.mkdir(parents=True, exist_ok=True)
    started.write_text("http://localhost:5010")
    said = run("add", *NAMED, "--jwks", keys).output
    assert "Token endpoint:  http://localhost:5010/oauth/token\n" in said
    assert "Address to send: http://localhost:5010/fhir\n" in said
    monkeypatch.setenv("PORT", "5000")
    assert "http://localhost:5000/fhir\n" in run("add", *NAMED, "--jwks", keys).output


def test_keys_may_come_from_an_address(run: Run, database: Database):
    sender = Flask("sender")
    sender.add_url_rule("/jwks", view_func=lambda: public(ec_key()))
    with serving(sender, port=free_port()) as address:
        assert run("add", *NAMED, "--jwks", f"{address}/jwks").exit_code == 0
    (one,) = listed(database)
    assert (one.key_set_url, one.key_set["keys"][0]["kid"]) == (f"{address}/jwks", "ec")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("", "--hsa-id", SOURCE, "--scope", "system/Bundle.c"), "the name"),
        (("A\nB", "--hsa-id", SOURCE, "--scope", "system/Bundle.c"), "the name"),
        (("A", "--hsa-id", "191212121212", "--scope", "system/Bundle.c"), "--hsa-id"),
        (("A", "--hsa-id", SOURCE, "--scope", "system/*.read"), "scope"),
        (("A", "--scope", "system/Bundle.c"), "hsa-id"),
        (("A", "--hsa-id", SOURCE), "scope"),
    ],
)
def test_what_is_described_wrongly_is_not_registered(
    run: Run, keys: Path, database: Database, words: tuple[str, ...], why: str
):
    result = run("add", *words, "--jwks", keys)
    assert result.exit_code != 0
    assert why in result.output
    assert not listed(database)


def test_keys_that_cannot_be_used_are_refused_without_being_shown(
    run: Run, tmp_path: Path, database: Database
):
    private = rsa_key().as_dict(private=True)
    wrong = {
        "private": written(tmp_path / "private.json", {"keys": [private]}),
        "PEM": tmp_path / "key.pem",
        "cannot be read: no such file or directory": tmp_path / "nowhere.json",
        "cannot be read: is a directory": tmp_path,
        "its address is none": "https://[",
        "cannot be read: its address is none": "https://localhost:99999/x",
        "the host in its address is none": "https://xn--a..example/x",
        "must be https": "http://sender.example/jwks",
        "nobody answers at its address": f"http://127.0.0.1:{free_port()}/jwks",
    }
    (tmp_path / "key.pem").write_bytes(rsa_key().as_pem(private=True))
    for why, keys in wrong.items():
        result = run("add", *NAMED, "--jwks", keys)
        assert result.exit_code == 1
        assert why in result.output
        assert str(private["d"]) not in result.output
    assert not listed(database)


def test_who_speaks_for_a_source_already_is_told(run: Run, keys: Path, database: Database):
    run("add", *NAMED, "--jwks", keys)
    (first,) = listed(database)
    assert f"already: {first.client_id}\n" in run("add", *NAMED, "--jwks", keys).output
    assert len(listed(database)) == 2


def test_the_list_tells_who_may_send_what_by_which_keys(run: Run, keys: Path, database: Database):
    assert "No care system is registered" in run("list").output
    run("add", *NAMED, "--jwks", keys, "--demands-digest")
    (one,) = listed(database)
    lines = run("list").output.splitlines()
    assert lines[0] == f"{one.client_id}  Kommunens planering  (may send)"
    assert lines[1:3] == [f"  speaks for {SOURCE}", "  may ask for system/Bundle.c"]
    assert lines[3].startswith("  keys rsa, brought by an operator, as of ")
    assert lines[4] == "  must send Content-Digest"


def test_keys_are_exchanged_and_a_care_system_is_shut_out(
    app: Flask, run: Run, keys: Path, tmp_path: Path, database: Database
):
    run("add", *NAMED, "--jwks", keys)
    (one,) = listed(database)
    newer = written(tmp_path / "newer.json", public(ec_key()))
    assert run("keys", one.client_id, "--jwks", newer).output == "Keys: ec\n"
    sender = ProvingCareSystem(app, one.client_id, ec_key())
    assert sender.asks().status_code == 200
    assert run("disable", one.client_id).exit_code == 0
    assert sender.asks().status_code == 401
    assert "(disabled 20" in run("list").output


def test_nobody_is_changed_who_is_not_there_or_no_longer_may_send(
    run: Run, keys: Path, database: Database
):
    run("add", *NAMED, "--jwks", keys)
    (one,) = listed(database)
    run("disable", one.client_id)
    for client_id in (one.client_id, "vs-nobody"):
        for words in (("disable", client_id), ("keys", client_id, "--jwks", keys)):
            result = run(*words)
            assert (result.exit_code, "flask client list" in result.output) == (1, True)


def test_before_the_schema_is_there_the_way_to_it_is_told(
    app: Flask, run: Run, copies: Callable[[str], Copies]
):
    empty = Database(copies("sqlite").fresh())
    app.extensions["portal.database"] = empty
    assert "flask db upgrade" in run("list").output
    empty.engine.dispose()
