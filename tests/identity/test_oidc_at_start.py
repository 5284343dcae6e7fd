"""What a portal that is not a demo does about its provider when it starts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.app import create_app
from portal.identity.oidc.metadata import MetadataRefused
from portal.settings import Settings
from tests.support.identity_providers.fault import Fault, put
from tests.support.identity_providers.faults_on_the_way import answer_with
from tests.support.identity_providers.faulty import FaultyProvider, faulty_provider


@pytest.fixture
def provider() -> Iterator[FaultyProvider]:
    with faulty_provider() as running:
        yield running


@pytest.fixture
def production(settings: Settings, provider: FaultyProvider) -> Settings:
    chosen = replace(settings.identity_provider, issuer=provider.issuer)
    return replace(settings, is_demo=False, identity_provider=chosen)


def is_known(settings: Settings) -> bool:
    app = create_app(settings)
    app.extensions["portal.database"].engine.dispose()
    return bool(app.extensions["portal.identity_provider"].is_known)


def test_it_starts_with_a_provider_that_fits(production: Settings):
    assert is_known(production)


def test_it_does_not_start_with_another_provider(production: Settings, provider: FaultyProvider):
    provider.fault = Fault(discovery=put({"issuer": "https://other.example"}))
    with pytest.raises(MetadataRefused, match="issuer is not PORTAL_OIDC_ISSUER"):
        create_app(production)


def test_it_starts_while_the_provider_is_away(production: Settings, provider: FaultyProvider):
    provider.fault = Fault(bend={"discovery": answer_with(500, "{}")})
    assert not is_known(production)


def test_a_demo_starts_before_its_provider(production: Settings, provider: FaultyProvider):
    assert not is_known(replace(production, is_demo=True))
    assert provider.calls.total() == 0
