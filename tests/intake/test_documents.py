"""A plan that is a document, or holds some."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.intake.sending import (
    Raw,
    Sender,
    day,
    only_fault,
    only_row,
    patient,
    plan,
    put,
    to,
)

PDF = b"%PDF-1.4 a plan"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def data(content: bytes) -> str:
    return base64.b64encode(content).decode()


def document(content: bytes, kind: str = "application/pdf", **changes: Any) -> Raw:
    body = {
        "status": "current",
        "subject": patient(),
        "date": day(3),
        "description": "SIP som dokument",
        "content": [{"attachment": {"contentType": kind, "data": data(content)}}],
        **changes,
    }
    return put("DocumentReference", "document", body)


def test_a_plan_may_be_a_document_only(sender: Sender):
    sender.send(plan(supportingInfo=[to("DocumentReference", "document")]), document(PDF))
    row = only_row(sender, "plan_document")
    assert (row["title"], row["content_type"]) == ("SIP som dokument", "application/pdf")
    assert (bytes(row["content"]), bool(row["is_shown"])) == (PDF, True)


def test_a_plan_that_is_only_a_text_becomes_a_document(sender: Sender):
    sender.send(plan(note=[{"text": "Vi kom överens om att ses i maj."}]))
    assert bytes(only_row(sender, "plan_document")["content"]).decode().startswith("Vi kom överens")
    assert only_row(sender, "plan_version")["notes"] == "[]"


def test_a_document_in_our_own_extension_is_read(sender: Sender):
    url = "https://minplan.example/fhir/StructureDefinition/document"
    held = {"url": url, "valueAttachment": {"contentType": "application/pdf", "data": data(PDF)}}
    sender.send(plan(extension=[held]))
    assert bytes(only_row(sender, "plan_document")["content"]) == PDF


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"<html>", "text/html", "value"),
        (b"MZ...", "application/pdf", "value"),
        (b"\xff\xfe", "text/plain", "value"),
        ("god\u202eplan".encode(), "text/plain", "value"),
        (PDF + b"x" * 100_000, "application/pdf", "too-long"),
    ],
)
def test_a_document_is_a_small_pdf_or_text_that_is_what_it_says(
    sender: Sender, content: bytes, kind: str, code: str
):
    assert only_fault(sender.send(document(content, kind)))[:2] == (422, code)


def test_a_document_that_was_replaced_is_not_shown(sender: Sender):
    sender.send(
        plan(supportingInfo=[to("DocumentReference", "document")]),
        document(PDF, status="superseded"),
    )
    assert sender.rows("plan_document") == []
