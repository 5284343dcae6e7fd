"""What closes and opens sharing, as a care system sends it, and what it does to grants."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from portal.access.grants.rights import Right, SharingRules, right_of
from portal.identity.people import person_of
from portal.intake.reading import OWN
from portal.models.grant import ALL_PARTS, ALL_SCOPES, Grant, GrantKind
from portal.models.signed_in_session import SignedInSession
from tests.intake.sending import ANNA, NOW, NUMBER, Raw, Sender, day, patient, put

BERTIL, DAVID = "189912289817", "189611049835"
CHILD = "202101012397"
FLAGS = "https://minplan.example/fhir/CodeSystem/person-flag"
SCOPES = "http://terminology.hl7.org/CodeSystem/consentscope"
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
PROTECTED = [{"system": "https://hl7.se/fhir/CodeSystem/label", "code": "sekretessmarkering"}]
MORE = {"version", "security", "source", "if_match"}
RULES = SharingRules("Påhittad grund")


def flag(says: str = "deceased", name: str = "flag", **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at, who = changes.pop("at", day(3)), changes.pop("who", ANNA)
    coding = {"system": FLAGS, "code": says}
    body = {"status": "active", "code": {"coding": [coding]}, "subject": patient(who), **changes}
    return put("Flag", name, body, at=at, **more)


def block(name: str = "block", **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at, who = changes.pop("at", day(3)), changes.pop("who", ANNA)
    body = {
        "status": "active",
        "scope": {"coding": [{"system": SCOPES, "code": "patient-privacy"}]},
        "category": [{"text": "Spärr mot delning"}],
        "patient": patient(who),
        "provision": {"type": "deny"},
        **changes,
    }
    return put("Consent", name, body, at=at, **more)


def mandate_scope(code: str) -> Raw:
    return {"url": f"{OWN}mandate-scope", "valueCode": code}


def decides(name: str = "mandate", **changes: Any) -> Raw:
    """Somebody decides for the patient: Bertil for the child, if nothing else is said.

    For a grown-up, to care for the person; `reach` says what else, or nothing.
    """
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at, who = changes.pop("at", day(3)), changes.pop("who", CHILD)
    usual = () if who == CHILD else ("care-for-person",)
    reach = changes.pop("reach", usual)
    number, role = changes.pop("number", BERTIL), changes.pop("role", "GUARD")
    coding = {"system": ROLES, "code": role}
    body = {
        "active": True,
        "patient": patient(who),
        "relationship": [{"coding": [coding], "text": "Vårdnadshavare"}],
        "period": {"start": "2021-01-02"},
        **({"extension": [mandate_scope(code) for code in reach]} if reach else {}),
        **changes,
    }
    entry = put("RelatedPerson", name, body, at=at, **more)
    entry["resource"]["identifier"].append({"system": NUMBER, "value": number})
    return entry


class Sharing:
    """The grants of one portal."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender

    def person(self, number: str) -> int:
        with self.sender.database.transaction(NOW) as transaction:
            return person_of(transaction, self.sender.sealer, number)

    def give(self, *, by: str = ANNA, to: str = BERTIL, at: datetime = NOW) -> str:
        """A grant by consent that is open, as it would be after all its steps."""
        ref = secrets.token_urlsafe(16)
        values = {
            "ref": ref,
            "patient_id": self.person(by),
            "relative_id": self.person(to),
            "kind": GrantKind.CONSENT,
            "scopes": ALL_SCOPES,
            "parts": ALL_PARTS,
            **dict.fromkeys(("created_at", "given_at", "accepted_at", "confirmed_at"), at),
            "expires_at": at + timedelta(days=180),
            "version": 1,
        }
        with self.sender.database.transaction(at) as transaction:
            transaction.execute(insert(Grant), values)
        return ref

    def sets(self, ref: str, **values: Any) -> None:
        """Change a grant past all rules."""
        with self.sender.database.transaction(NOW) as transaction:
            transaction.execute(update(Grant).where(Grant.ref == ref).values(**values))

    def sign_in(self, number: str, token: bytes) -> None:
        values = {
            "token_hash": token * 32,
            "person_id": self.person(number),
            "issuer": "https://idp.example",
            "subject": token.decode(),
            "level_of_assurance": "loa3",
            **dict.fromkeys(("authenticated_at", "began_at", "last_seen_at"), NOW),
            "absolute_until": NOW + timedelta(hours=12),
        }
        with self.sender.database.transaction(NOW) as transaction:
            transaction.execute(insert(SignedInSession), values)

    def right(self, ref: str, *, of: str = BERTIL, now: datetime = NOW) -> Right | None:
        with self.sender.database.transaction(now) as transaction:
            number = person_of(transaction, self.sender.sealer, of)
            return right_of(transaction, ref=ref, person_id=number, rules=RULES)

    def opens(self, ref: str, *, of: str = BERTIL, now: datetime = NOW) -> bool:
        return self.right(ref, of=of, now=now) is not None

    def grants(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.sender.rows("access_grant")]

    def only_grant(self) -> dict[str, Any]:
        (found,) = self.grants()
        return found

    def flags(self, number: str = ANNA) -> set[str]:
        """Which flags deny everybody but this person."""
        wanted = self.person(number)
        row = next(row for row in self.sender.rows("person") if row["id"] == wanted)
        names = ("is_protected", "is_deceased", "is_sharing_blocked")
        return {name.removeprefix("is_") for name in names if row[name]}


def moment(value: Any) -> datetime:
    """A moment in a row as it was read past the models, on both databases."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
