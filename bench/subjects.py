"""What is measured on one database: the portal and its references, with the same people in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from bench.filling import fill, sign_in
from bench.people import Patient
from bench.references import hello, raw_driver
from bench.references.by_hand import ByHand
from bench.visits import Answer, Application, visitor
from portal import clock
from portal.access.manners import Manner
from portal.app import create_app
from portal.database import Database
from portal.migrations.schema import upgrade
from portal.settings import IdentityProviderSettings, Settings

PATIENTS = 400
VISITORS = 20
"""So many of them are signed in, and come in turn."""
FORM_KEY = "nothing hidden, only a key for the bench of this house"
DATA_KEY = "bm90IGEgc2VjcmV0LCBvbmx5IGEga2V5IGZvciB0ZXM="


class NotTheSame(Exception):
    """A reference answers otherwise than the portal, so comparing them says nothing."""


@dataclass(frozen=True)
class Subjects:
    """The applications, and the tokens of those who visit them."""

    portal: Flask
    raw_driver: Flask
    by_hand: ByHand
    tokens: list[str]

    def visitors(self, path: str) -> dict[str, Callable[[], Answer]]:
        """What to measure for one page. Raises `NotTheSame`."""
        self.by_hand.learn(path, self.tokens[0], visitor(self.portal, path, self.tokens[:1])())
        apps: dict[str, Application] = {
            "portal": self.portal,
            "raw driver": self.raw_driver,
            "by hand": self.by_hand,
        }
        visitors = {name: visitor(app, path, self.tokens) for name, app in apps.items()}
        _compare(path, visitors)
        return visitors | {"hello": visitor(hello.app, "/")}

    def statements(self, path: str) -> int:
        """How many statements the portal sends for one page, with the session's and the trace's."""
        sent: list[str] = []
        engine = self.portal.extensions["portal.database"].engine

        def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        visitor(self.portal, path, self.tokens)()
        event.remove(engine, "before_cursor_execute", count)
        return len(sent)


@contextmanager
def on(url: str, instance: Path) -> Iterator[Subjects]:
    """Migrate and fill an empty database, and build everything on it."""
    database = Database(url)
    upgrade(database)
    now = clock.now()
    patients = [Patient(number, now) for number in range(1, PATIENTS + 1)]
    fill(database, patients)
    tokens = [sign_in(database, patient) for patient in patients[:VISITORS]]
    portal = create_app(settings(url, instance))
    addresses = {
        rule.endpoint: rule.rule
        for rule in portal.url_map.iter_rules()
        if not rule.arguments & set(Manner)
    }
    yield Subjects(
        portal,
        raw_driver.make(database.engine.url, secret_key=FORM_KEY, addresses=addresses),
        ByHand(database.engine.url, secret_key=FORM_KEY),
        tokens,
    )
    database.engine.dispose()
    portal.extensions["portal.database"].engine.dispose()


def settings(url: str, instance: Path) -> Settings:
    """A portal with an identity provider that is not there, for nobody signs in here."""
    return Settings(
        identity_provider=IdentityProviderSettings(
            issuer="http://127.0.0.1:9", client_id="min-plan-bench", client_secret="s" * 40
        ),
        database_url=url,
        secret_key=FORM_KEY,
        data_keys=(DATA_KEY,),
        trusted_hosts=("localhost",),
        instance=instance,
        is_demo=False,
    )


def _compare(path: str, visitors: dict[str, Callable[[], Answer]]) -> None:
    for _ in range(VISITORS):
        answers = {name: visit() for name, visit in visitors.items()}
        for name, answer in answers.items():
            if answer.masked != answers["portal"].masked:
                raise NotTheSame(f"{path} of {name}: {_difference(answer, answers['portal'])}")


def _difference(one: Answer, other: Answer) -> str:
    lines = zip(one.masked[2].splitlines(), other.masked[2].splitlines(), strict=False)
    different = [f"{mine!r}, not {theirs!r}" for mine, theirs in lines if mine != theirs]
    return different[0] if different else f"{one.masked[:2]}, not {other.masked[:2]}"
