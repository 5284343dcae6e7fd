"""The rules for what a resource says: what we would otherwise show wrongly, or not at all."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.intake.documents import LARGEST, document_type
from portal.intake.entry import Entry
from portal.intake.outcome import Fault
from portal.intake.reading import (
    MEETING_FORM,
    MEETING_FORMS,
    OWN,
    codes,
    contact_role,
    is_care_contact,
    link_parts,
    words,
)
from portal.intake.rules import Rules
from portal.intake.structure.primitives import moment

Raw = Mapping[str, Any]


def faults_of_care(entry: Entry, rules: Rules) -> Iterator[Fault]:
    """The faults in what one resource says."""
    resource, at = entry.resource or {}, f"{entry.at}.resource"
    yield from _faults_by_kind(resource, at, rules)
    for position, contained in enumerate(resource.get("contained") or []):
        yield from _faults_by_kind(contained, f"{at}.contained[{position}]", rules)


def _faults_by_kind(resource: Raw, at: str, rules: Rules) -> Iterator[Fault]:
    match resource.get("resourceType"):
        case "CarePlan":
            yield from _plan_faults(resource, at)
        case "ServiceRequest" | "Goal" | "Task":
            yield from _word_faults(resource, at)
        case "CareTeam":
            yield from _care_contact_faults(resource, at)
        case "Appointment":
            yield from _meeting_faults(resource, at, rules)
        case "DocumentReference":
            yield from _document_faults(resource, at)


def _word_faults(resource: Raw, at: str) -> Iterator[Fault]:
    """A goal or an insats without words would be an empty line to the patient."""
    name = "code" if resource["resourceType"] == "ServiceRequest" else "description"
    said = resource.get(name)
    if not (words(said) if isinstance(said, dict) else said or words(resource.get("code"))):
        yield Fault(422, "required", f"{at}.{name}", "What it is about, in words")


def _plan_faults(plan: Raw, at: str) -> Iterator[Fault]:
    for position, extension in enumerate(plan.get("extension") or []):
        if extension["url"] == f"{OWN}document":
            inner = f"{at}.extension[{position}].valueAttachment"
            yield from _attachment_faults(extension.get("valueAttachment") or {}, inner)
    for position, activity in enumerate(plan.get("activity") or []):
        inner = f"{at}.activity[{position}]"
        detail = activity.get("detail")
        if detail and activity.get("reference"):
            yield Fault(422, "invariant", inner, "Either detail or reference (cpl-3)")
        if detail and not (detail.get("description") or words(detail.get("code"))):
            yield Fault(
                422, "required", f"{inner}.detail.description", "What is to be done, in words"
            )


def _care_contact_faults(team: Raw, at: str) -> Iterator[Fault]:
    if not is_care_contact(team):
        return
    if len(team.get("participant") or []) != 1:
        yield Fault(422, "invariant", f"{at}.participant", "A fast kontakt is exactly one person")
    elif contact_role(team) is None:
        yield Fault(
            422,
            "code-invalid",
            f"{at}.participant[0].role",
            "1 to 4 of kv_typ_av_fast_kontakt is wanted",
        )


def _meeting_faults(meeting: Raw, at: str, rules: Rules) -> Iterator[Fault]:
    start, end = meeting.get("start"), meeting.get("end")
    if (start is None) != (end is None):
        yield Fault(422, "invariant", at, "Both start and end, or neither (app-2)")
    elif start is None and meeting["status"] not in ("proposed", "cancelled", "waitlist"):
        yield Fault(422, "invariant", at, "Only proposed and cancelled have no time (app-3)")
    elif start and end and moment(end) < moment(start):
        yield Fault(422, "invariant", f"{at}.end", "The end is before the start")
    forms = codes(meeting.get("appointmentType"), MEETING_FORM)
    if not set(forms) <= MEETING_FORMS:
        allowed = " ".join(sorted(MEETING_FORMS))
        yield Fault(422, "code-invalid", f"{at}.appointmentType", f"Allowed: {allowed}")
    for url, place in link_parts(meeting):
        yield from _link_faults(url, f"{at}{place}", rules)


def _link_faults(url: str, at: str, rules: Rules) -> Iterator[Fault]:
    """A link that Anna will follow: https, a plain host, nothing before the host."""
    try:
        parts = urlsplit(url)
        host, has_login = parts.hostname or "", "@" in parts.netloc
    except ValueError:
        yield Fault(422, "value", at, "Not an address")
        return
    if parts.scheme != "https" or not host or has_login or not url.isascii() or "\\" in url:
        yield Fault(422, "value", at, "A plain https address is wanted")
    elif rules.video_hosts and host not in rules.video_hosts:
        yield Fault(422, "value", at, "Not a host that meeting links may lead to here")


def _document_faults(document: Raw, at: str) -> Iterator[Fault]:
    for position, content in enumerate(document["content"]):
        yield from _attachment_faults(content["attachment"], f"{at}.content[{position}].attachment")


def _attachment_faults(attachment: Raw, at: str) -> Iterator[Fault]:
    if "data" not in attachment:
        yield Fault(422, "required", f"{at}.data", "The document itself; links are not followed")
        return
    data = base64.b64decode(attachment["data"])
    if len(data) > LARGEST:
        yield Fault(422, "too-long", f"{at}.data", f"More than {LARGEST} bytes")
    elif document_type(attachment.get("contentType", ""), data) is None:
        yield Fault(422, "value", at, "A PDF, or plain text in UTF-8, that is what it says it is")
