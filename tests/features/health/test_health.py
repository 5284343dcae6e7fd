"""What watchers on this machine are told, and others are not."""

import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.app import create_app
from portal.features.health import readiness
from portal.migrations.schema import downgrade
from portal.settings import Settings


def ready(app: Flask, **checks: Any) -> tuple[int, str]:
    app.extensions["portal.readiness"].update(checks)
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.text


def test_the_process_answers(app: Flask):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_portal_with_everything_it_needs_is_ready(app: Flask):
    assert ready(app, **{"identity provider": lambda: True}) == (200, "ok\n")


def test_a_portal_on_an_older_schema_is_not_ready(app: Flask):
    downgrade(app.extensions["portal.database"])
    status, text = ready(app, **{"identity provider": lambda: True})
    assert (status, text) == (503, "missing: schema\n")


def test_a_portal_that_never_saw_its_identity_provider_is_not_ready(app: Flask):
    assert ready(app) == (503, "missing: identity provider\n")


def test_a_portal_without_its_database_is_not_ready(settings: Settings):
    away = "postgresql://nobody:secret@127.0.0.1:9/portal"
    app = create_app(replace(settings, database_url=away, is_demo=False))
    status, text = ready(app, **{"identity provider": lambda: True})
    assert (status, text) == (503, "missing: database, schema\n")


def test_an_answer_that_takes_long_is_not_waited_for(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "PATIENCE", 0.05)

    def slow() -> bool:
        time.sleep(0.5)
        return True

    began = time.monotonic()
    status, text = ready(app, slow=slow)
    assert time.monotonic() - began < 0.4
    assert status == 503
    assert "slow" in text


def test_asking_holds_no_connection(app: Flask):
    engine: Any = app.extensions["portal.database"].engine
    for _ in range(20):
        ready(app, **{"identity provider": lambda: True})
    assert not engine.pool.checkedout()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize("caller", ["10.0.0.9", "::ffff:10.0.0.9", "2001:db8::1", "", "x"])
def test_for_others_the_addresses_do_not_exist(app: Flask, address: str, caller: str):
    browser = app.test_client()
    answer = browser.get(address, environ_overrides={"REMOTE_ADDR": caller})
    assert answer.status_code == 404
    assert answer.data == browser.get("/finns-inte").data


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_no_version_and_nothing_about_anybody_is_said(app: Flask, address: str):
    text = app.test_client().get(address).text
    assert text in ("ok\n", "missing: identity provider\n")
