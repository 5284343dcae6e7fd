"""Anybody says what is hard about the portal, without saying who they are."""

import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from portal.app import create_app
from portal.database import Database
from portal.features.feedback import actions
from portal.settings import DEMO_SUPPORT_PHONE, Settings
from portal.web.mail import MailNotSent, send
from tests.support.visitor import Visitor

# One table and plain statements; tests/models has it on both engines.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HARD = "Jag hittar inte knappen.\nDen är för liten."


def writes(visitor: Visitor, words: str = HARD, kind: str = "hinder", status: int = 303) -> str:
    """Write and send; the number on the receipt, when there is one."""
    visitor.opens("/synpunkter")
    visitor.presses("Skicka", status=status, vad=kind, text=words)
    if status != 303:
        return ""
    found = re.search(r"Ditt nummer är (\w{6})\.", visitor.is_sent_on().words)
    assert found is not None
    return found[1]


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        asked = text("SELECT number, kind, text_sealed FROM feedback ORDER BY id")
        return [tuple(row) for row in connection.execute(asked)]


def test_who_writes_gets_thanks_and_a_number_and_needs_no_account(visitor: Visitor):
    page = visitor.opens("/synpunkter")
    assert page.says("vi frågar inte vad du heter", "sparas krypterat i högst ett år")
    assert len(writes(visitor)) == 6
    assert visitor.page.heading == "Tack, det har kommit fram"


def test_it_is_kept_sealed_with_nothing_about_who_wrote(visitor: Visitor, database: Database):
    number = writes(visitor)
    [(kept, kind, sealed)] = rows(database)
    assert (kept, kind) == (number, "barrier")
    assert isinstance(sealed, bytes)
    assert b"knappen" not in sealed


@pytest.mark.parametrize(
    ("kind", "words", "asked"),
    [
        ("", HARD, "Välj vad det gäller"),
        ("nonsens", HARD, "Välj vad det gäller"),
        ("hinder", " \u200b ", "Skriv några ord"),
        ("hinder", "a" * 4001, "Texten är för lång"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_written_stays(
    visitor: Visitor, database: Database, kind: str, words: str, asked: str
):
    writes(visitor, words, kind, status=422)
    assert visitor.page.says(asked)
    assert words.strip(" \u200b") in visitor.page.forms[-1].fields["text"]
    assert rows(database) == []


def test_when_too_much_comes_the_text_stays_and_there_is_a_number_to_ring(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, database: Database
):
    monkeypatch.setattr(actions, "MOST_AN_HOUR", 1)
    writes(visitor)
    writes(visitor, "En till", status=429)
    assert visitor.page.says("väldigt många", DEMO_SUPPORT_PHONE)
    assert visitor.page.forms[-1].fields["text"] == "En till"
    assert len(rows(database)) == 1


def test_what_is_a_year_old_is_gone_when_the_next_comes(
    visitor: Visitor, database: Database, clock: time_machine.Traveller
):
    writes(visitor)
    clock.shift(timedelta(days=366))
    number = writes(visitor, "Nyare")
    assert [kept for kept, *_ in rows(database)] == [number]


def test_a_form_from_another_page_is_refused(visitor: Visitor, database: Database):
    visitor.sends("/synpunkter", {"vad": "hinder", "text": HARD}, status=400)
    assert rows(database) == []


def test_the_receipt_repeats_nothing_that_somebody_put_into_an_address(visitor: Visitor):
    page = visitor.opens("/synpunkter/tack?nr=Ring+0900-123")
    assert not page.says("0900")


def test_an_operator_reads_it_and_closes_it(visitor: Visitor, app: Flask):
    number = writes(visitor)
    run = app.test_cli_runner().invoke
    listed = run(args=["feedback", "list"]).output
    assert number in listed
    assert HARD in listed
    assert run(args=["feedback", "close", number.lower()]).exit_code == 0
    assert number not in run(args=["feedback", "list"]).output
    assert run(args=["feedback", "close", number]).exit_code == 1


class Letterbox(socketserver.ThreadingTCPServer):
    """A mail server of a few words that keeps what it was handed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Postman)
        self.letters: list[str] = []
        self.to: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Postman(socketserver.StreamRequestHandler):
    server: Letterbox

    def handle(self) -> None:
        self._says("220 here")
        for line in self.rfile:
            match line.split(b":")[0].strip().upper().split(b" ")[0]:
                case b"DATA":
                    self._says("354 go on")
                    letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                    self.server.letters.append(letter.decode())
                case b"RCPT":
                    self.server.to.append(line.decode().strip())
                case b"QUIT":
                    return self._says("221 bye")
            self._says("250 well")
        return None

    def _says(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    with Letterbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def mailing(settings: Settings, url: str) -> Settings:
    mail = replace(
        settings.operator, smtp_url=url, feedback_to="vi@region.example", mail_from="fran@x.example"
    )
    return replace(settings, operator=mail)


def test_the_operator_is_told_that_something_has_come_and_never_what(
    settings: Settings, letterbox: Letterbox
):
    number = writes(Visitor(create_app(mailing(settings, letterbox.url))))
    [letter] = letterbox.letters
    assert number in letter
    assert "knappen" not in letter
    assert letterbox.to == ["rcpt TO:<vi@region.example>"]


def test_a_mail_server_that_is_away_is_nothing_the_writer_notices(
    settings: Settings, database: Database
):
    number = writes(Visitor(create_app(mailing(settings, "smtp://127.0.0.1:9"))))
    assert [kept for kept, *_ in rows(database)] == [number]


def test_mail_to_another_machine_is_never_sent_in_the_clear(
    settings: Settings, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("portal.web.mail.is_loopback", lambda _: False)
    with pytest.raises(MailNotSent):
        send(mailing(settings, letterbox.url).operator, subject="a", text="b")
    assert letterbox.letters == []
