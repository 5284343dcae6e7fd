"""Every error page, also of errors that a visitor cannot bring about: axe, in both languages."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import abort
from playwright.sync_api import Browser, Page

from portal.access.guard import Door, opens_to
from portal.app import create_app
from portal.settings import IdentityProviderSettings, Settings
from tests.support.axe import barriers_on
from tests.support.beyond_axe import awkward_on
from tests.support.browser import WAYS, looking, seen_as
from tests.support.fixtures import DATA_KEY, SECRET_KEY
from tests.support.identity_providers.serving import free_port, serving
from tests.support.log_scanner import log_everything
from tests.support.people import ISSUER

CODES = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal where `/fel/<code>` fails with that code."""
    folder, port = tmp_path_factory.mktemp("failing"), free_port()
    settings = Settings(
        identity_provider=IdentityProviderSettings(issuer=ISSUER, client_id="x", client_secret="y"),
        database_url=f"sqlite:///{folder}/portal.sqlite",
        public_url=f"http://localhost:{port}",
        secret_key=SECRET_KEY,
        data_keys=(DATA_KEY,),
        trusted_hosts=("localhost",),
        instance=folder,
    )
    app = create_app(settings)
    log_everything()
    app.add_url_rule("/fel/<int:code>", "fail", opens_to(Door.EVERYONE)(abort))
    with serving(app, port=port):
        yield settings.public_url
    app.extensions["portal.database"].engine.dispose()


@pytest.fixture(scope="module")
def tabs(browser: Browser, failing: str) -> Iterator[dict[str, Page]]:
    with ExitStack() as stack:
        yield {
            language: stack.enter_context(looking(browser, failing, language=language))
            for language in ("sv", "en")
        }


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("code", CODES)
def test_an_error_is_in_nobodys_way(code: int, language: str, tabs: dict[str, Page]):
    page = tabs[language]
    answer = page.goto(f"/fel/{code}")
    assert answer is not None
    assert answer.status == code
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main a[href^='tel:']").count() >= 1
    found = []
    for way in WAYS:
        seen_as(page, way)
        found += [f"{way}: {barrier}" for barrier in barriers_on(page)]
        found += [f"{way}: {fault}" for fault in awkward_on(page)]
    assert not found, "\n".join(found)
