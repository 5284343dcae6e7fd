"""The wiring, on the roof: every part is put in its place here, and nothing else happens here."""

import os
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect

from portal import commands
from portal import settings as decided
from portal.access import guard
from portal.access.guard import Door, opens_to
from portal.audit.aside import Aside
from portal.database import Database
from portal.features.about.views import views as about
from portal.features.access_log.views import views as access_log
from portal.features.appointments.views import views as appointments
from portal.features.care_plan.views import views as care_plan
from portal.features.contacts.views import views as contacts
from portal.features.council import bar
from portal.features.council.views import views as council
from portal.features.display.views import views as display
from portal.features.feedback.views import views as feedback
from portal.features.health.views import views as health
from portal.features.home.views import views as home
from portal.features.language.views import views as language
from portal.features.shared_with_me.views import views as shared_with_me
from portal.features.sharing.views import views as sharing
from portal.features.sign_in.views import views as sign_in
from portal.fhir import door, token
from portal.identity import login_manager
from portal.identity.numbers import listed
from portal.identity.oidc.identity_provider import IdentityProvider
from portal.identity.people import numbers_held
from portal.identity.sealing import Sealer
from portal.intake.rules import Rules
from portal.migrations import schema
from portal.models.person import Person
from portal.settings import Settings
from portal.web import (
    assets,
    bodies,
    compression,
    csrf,
    errors,
    headers,
    hosts,
    logs,
    unit,
)
from portal.web.application import Application

FEATURES = (
    home,
    sign_in,
    care_plan,
    contacts,
    appointments,
    sharing,
    shared_with_me,
    access_log,
    language,
    display,
    about,
    feedback,
    council,
    health,
)

TEST_NUMBERS = Path(__file__).parent / "demo" / "test_numbers.txt"
"""Read as data: the house does not know the demo, but a demo lets nobody else in."""


class RealPersonInDemo(Exception):
    """The demo would let anybody read what is somebody's; the portal does not start."""


def create_app(settings: Settings | None = None) -> Flask:
    """The portal as an operator has decided it, by the environment unless said otherwise."""
    settings = settings or decided.read(os.environ)
    app = Application()
    database = Database(settings.database_url)
    app.extensions["portal.settings"] = settings
    app.extensions["portal.database"] = database
    _keep_traces_aside(database, settings)
    sealer = app.extensions["portal.sealer"] = Sealer(settings.data_keys)
    if settings.is_demo:
        _refuse_real_people(database, sealer)
    allowed = app.extensions["portal.allowed_numbers"] = (
        listed(TEST_NUMBERS) if settings.is_demo else None
    )
    app.extensions["portal.intake_rules"] = Rules(
        video_hosts=frozenset(settings.video_hosts), numbers=allowed, ages=settings.ages
    )
    provider = app.extensions["portal.identity_provider"] = _identity_provider(settings)
    app.extensions["portal.readiness"] = {
        "database": partial(_answers, database),
        "schema": partial(schema.is_at_head, database),
        # Once it has been seen it counts as there: who is signed in does not need it.
        "identity provider": lambda: bool(provider.reach()),
    }
    _web(app, settings)
    _features(app)
    guard.stand(app)
    csrf.install(app)
    commands.register(app)
    return app


def _keep_traces_aside(database: Database, settings: Settings) -> None:
    aside = Aside(settings.instance, settings.spare_folder, database)
    database.aside, database.writing.bring_home = aside.keep, aside.bring_home


def _refuse_real_people(database: Database, sealer: Sealer) -> None:
    """A portal where anybody can sign in as anybody must know fictional people only."""
    if inspect(database.engine).has_table(Person.__tablename__):
        with database.reading() as transaction:
            strangers = set(numbers_held(transaction, sealer)) - listed(TEST_NUMBERS)
        if strangers:
            raise RealPersonInDemo(f"the demo's database holds {len(strangers)} who may be real")
    # A server that forks after this must not share a connection.
    database.engine.dispose()


def _identity_provider(settings: Settings) -> IdentityProvider:
    provider = IdentityProvider(settings.identity_provider)
    if not settings.is_demo:
        provider.check_at_start()
    return provider


def _answers(database: Database) -> bool:
    with database.engine.connect():
        return True


def _web(app: Flask, settings: Settings) -> None:
    """What every answer gets. The last `after_request` runs first."""
    assets.load()
    logs.install(app)
    hosts.install(app, settings)
    bodies.install(app)
    headers.install(app, is_https=settings.public_url.startswith("https://"))
    compression.install(app)
    errors.install(app)
    unit.install(app)


def _features(app: Flask) -> None:
    login_manager.install(app)
    bar.install(app)
    app.add_url_rule("/static/<path:name>", "static", opens_to(Door.EVERYONE)(assets.serve))
    for feature in FEATURES:
        app.register_blueprint(feature)
    door.install(app)
    token.install(app)
