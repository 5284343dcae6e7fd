"""A running demo provider on loopback, and portals that use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.demo.keys import portal_key
from portal.demo.provider import create_provider
from portal.demo.registration import Registration, demo_portal
from portal.demo.settings import DemoSettings
from tests.demo.portals import Portal
from tests.support.identity_providers.serving import free_port, serving

SECRET = "hemligt"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="module")
def demo_settings(instance: Path) -> DemoSettings:
    port = free_port()
    return DemoSettings(port=port, issuer=f"http://127.0.0.1:{port}", instance=instance)


@pytest.fixture(scope="module")
def registrations(demo_settings: DemoSettings, instance: Path) -> dict[str, Registration]:
    """The demo portal, and one for each other way of proof and of answering."""
    back = frozenset({"http://localhost:5900/back"})
    return {
        "demo": demo_portal(demo_settings, key=portal_key(instance)),
        "basic": Registration(
            client_id="with-basic",
            name="En annan portal",
            redirect_uris=back,
            proof="client_secret_basic",
            secret=SECRET,
            userinfo_algorithm=None,
        ),
        "post": Registration(
            client_id="with-post",
            name="En tredje portal",
            redirect_uris=back,
            proof="client_secret_post",
            secret=SECRET,
            id_token_algorithm="ES256",
            userinfo_algorithm="ES256",
        ),
    }


@pytest.fixture(scope="module")
def issuer(demo_settings: DemoSettings, registrations: dict[str, Registration]) -> Iterator[str]:
    app = create_provider(demo_settings, registrations=registrations.values())
    with serving(app, port=demo_settings.port) as address:
        yield address


@pytest.fixture
def portal(issuer: str, registrations: dict[str, Registration]) -> Portal:
    """The demo portal with a fresh browser."""
    return Portal(issuer=issuer, registration=registrations["demo"])
