"""Documents: the plan itself, or what belongs to it, as rows of `plan_document`."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.documents import document_type
from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.activity import short_key
from portal.intake.project.days import partial
from portal.intake.project.surroundings import Surroundings
from portal.intake.reading import OWN, words
from portal.intake.references import key_of

Raw = Mapping[str, Any]
Row = dict[str, Any]


def documents(plan: Raw, around: Surroundings) -> list[Row]:
    """The documents a plan refers to in `supportingInfo`, or holds in our own extension."""
    return [*_referred_to(plan, around), *_held(plan)]


def _referred_to(plan: Raw, around: Surroundings) -> Iterator[Row]:
    for reference in plan.get("supportingInfo") or []:
        document, key = around.of(reference), key_of(reference, around.source)
        if key is None or document.get("resourceType") != "DocumentReference":
            continue
        if document["status"] != "current" or document.get("docStatus") == "entered-in-error":
            continue
        named = document.get("description") or words(document.get("type"))
        made = document.get("date")
        for content in document["content"]:
            for row in _row(content["attachment"], named, made):
                yield {**row, **_labelled(document), "key": short_key(key)}


def _labelled(document: Raw) -> Row:
    return {
        "is_confidential": is_confidential(document),
        "is_shown": is_for_patient(document),
    }


def _held(plan: Raw) -> Iterator[Row]:
    for extension in plan.get("extension") or []:
        if extension["url"] == f"{OWN}document" and "valueAttachment" in extension:
            yield from _row(extension["valueAttachment"], "", plan.get("created"))


def _row(attachment: Raw, named: str, made: str | None) -> Iterator[Row]:
    data = base64.b64decode(attachment.get("data", ""))
    kind = document_type(attachment.get("contentType", ""), data)
    if kind is not None:
        yield {
            "title": attachment.get("title") or named,
            "content_type": kind,
            "content": data,
            "made_on": partial(attachment.get("creation") or made),
            "is_confidential": False,
            "is_shown": True,
        }
