"""What must be right before the portal starts."""

from dataclasses import replace

import pytest

from portal.access.guard import UndeclaredDoor
from portal.app import TEST_NUMBERS, RealPersonInDemo, create_app
from portal.database import Database
from portal.features.about.views import views as about
from portal.identity.numbers import listed
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.settings import Settings, SettingsIncomplete
from tests.support.people import Cast

REAL_LOOKING = "198005159287"


@pytest.fixture
def stranger(database: Database, sealer: Sealer) -> None:
    with database.transaction() as transaction:
        person_of(transaction, sealer, REAL_LOOKING)


def test_a_demo_with_fictional_people_starts(settings: Settings, cast: Cast):
    create_app(settings)


def test_a_demo_takes_in_fictional_people_only_and_a_real_portal_anybody(settings: Settings):
    for is_demo, known in ((True, listed(TEST_NUMBERS)), (False, None)):
        app = create_app(replace(settings, is_demo=is_demo))
        assert app.extensions["portal.allowed_numbers"] == known
        assert app.extensions["portal.intake_rules"].numbers == known


@pytest.mark.usefixtures("stranger")
def test_a_demo_does_not_start_on_a_database_with_somebody_who_may_be_real(settings: Settings):
    with pytest.raises(RealPersonInDemo) as refused:
        create_app(settings)
    assert "holds 1 who may be real" in str(refused.value)
    assert REAL_LOOKING[2:8] not in str(refused.value)


@pytest.mark.usefixtures("stranger")
def test_a_real_portal_starts_with_real_people(settings: Settings):
    create_app(replace(settings, is_demo=False))


def test_a_demo_starts_on_a_database_that_has_no_tables_yet(settings: Settings, tmp_path):
    create_app(replace(settings, database_url=f"sqlite:///{tmp_path}/new.sqlite"))


def test_no_connection_is_left_open_for_forked_workers_to_share(settings: Settings, cast: Cast):
    engine = create_app(settings).extensions["portal.database"].engine
    assert "Connections in pool: 0" in engine.pool.status()


def test_a_view_without_a_door_stops_the_start(settings: Settings, monkeypatch):
    monkeypatch.setattr(about, "deferred_functions", [*about.deferred_functions, _add_undeclared])
    with pytest.raises(UndeclaredDoor, match=r"about\.oppet"):
        create_app(settings)


def test_half_a_production_names_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://minplan.example")
    with pytest.raises(SettingsIncomplete) as refused:
        create_app()
    for name in ("PORTAL_SECRET_KEY", "PORTAL_OIDC_ISSUER", "PORTAL_TRUSTED_HOSTS"):
        assert name in str(refused.value)


def _add_undeclared(state) -> None:
    state.add_url_rule("/oppet", "oppet", lambda: "hej")
