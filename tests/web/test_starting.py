"""What must be right before the portal starts."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.access.guard import UndeclaredDoor
from portal.app import TEST_NUMBERS, RealPersonInDemo, create_app
from portal.database import Database
from portal.features.about.views import views as about
from portal.identity.numbers import listed
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.settings import DEMO_SUPPORT_PHONE, Settings, SettingsIncomplete, read
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
    for name in (
        "PORTAL_SECRET_KEY",
        "PORTAL_OIDC_ISSUER",
        "PORTAL_TRUSTED_HOSTS",
        "PORTAL_SUPPORT_PHONE",
    ):
        assert name in str(refused.value)


WHOLE = {
    "PORTAL_PUBLIC_URL": "http://localhost:5000",
    "PORTAL_OIDC_ISSUER": "http://127.0.0.1:9",
    "PORTAL_OIDC_CLIENT_ID": "min-plan",
    "PORTAL_OIDC_CLIENT_SECRET": "s" * 40,
    "PORTAL_SECRET_KEY": "s" * 40,
    "PORTAL_DATA_KEYS": "bm90IGEgc2VjcmV0LCBvbmx5IGEga2V5IGZvciB0ZXM=",
}


@pytest.mark.parametrize("number", ["", "  ", "-", "112", "1177", "11 77", "114 14", "se nedan"])
def test_a_real_portal_needs_a_number_whose_people_can_do_what_its_pages_promise(
    number: str, tmp_path: Path
):
    environ = {**WHOLE, "PORTAL_INSTANCE": str(tmp_path), "PORTAL_SUPPORT_PHONE": number}
    with pytest.raises(SettingsIncomplete, match=r"PORTAL_SUPPORT_PHONE"):
        read(environ)


def test_with_a_number_of_its_own_it_needs_nothing_more(tmp_path: Path):
    environ = {**WHOLE, "PORTAL_INSTANCE": str(tmp_path), "PORTAL_SUPPORT_PHONE": "08-465 004 21"}
    assert not read(environ).is_demo


def test_the_demo_has_a_fictional_number_and_never_promises_what_1177_should_do(tmp_path: Path):
    assert read({"PORTAL_INSTANCE": str(tmp_path)}).support_phone == DEMO_SUPPORT_PHONE


def _add_undeclared(state) -> None:
    state.add_url_rule("/oppet", "oppet", lambda: "hej")


@pytest.mark.parametrize(
    "url", ["nonsense:hemligt", "postgresql+psycopg://portal:p@ss:hemligt@db/portal", "hemligt"]
)
def test_an_address_of_a_database_that_is_none_is_not_told(tmp_path: Path, url: str):
    """SQLAlchemy's own words hold what stands where the port should: the end of a password."""
    with pytest.raises(SettingsIncomplete, match="PORTAL_DATABASE_URL") as refused:
        read({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DATABASE_URL": url})
    assert "hemligt" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
