"""Who runs this portal, and how they are reached: what the law's pages say, and where mail goes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""One address, and never two: a comma would make it so."""
NOT_OURS = frozenset({"112", "11414", "1177"})
"""Numbers that answer for all of Sweden, and can do nothing about this portal."""
FEWEST_DIGITS = 5
CONTACT = re.compile(r"(mailto:|https://|tel:)[!-~]+")


@dataclass(frozen=True, slots=True)
class Operator:
    """The region or municipality that answers for the portal."""

    name: str = ""
    """`PORTAL_OPERATOR`: its name, on the pages about accessibility and privacy."""
    data_protection: str = ""
    """`PORTAL_DATA_PROTECTION_CONTACT`: the data protection officer's address or number, in words."""
    security_contact: str = ""
    """`PORTAL_SECURITY_CONTACT`: `mailto:…` or `https://…`, for security.txt; empty = `/om`."""
    feedback_to: str = ""
    """`PORTAL_FEEDBACK_TO`: one mail address that is told when feedback has come."""
    mail_from: str = ""
    """`PORTAL_MAIL_FROM`: the address that such mail comes from."""
    smtp_url: str = field(default="", repr=False)
    """`PORTAL_SMTP_URL`: `smtps://user:password@host:465`, or `smtp://host:587`, which must offer
    STARTTLS unless it is this machine."""

    @property
    def has_mail(self) -> bool:
        return bool(self.smtp_url)


NOBODY = Operator()


def is_staffed(support_phone: str) -> bool:
    """Tell if a number can be that of people who can do what the pages promise of them."""
    digits = "".join(filter(str.isdigit, support_phone))
    return len(digits) >= FEWEST_DIGITS and digits not in NOT_OURS


def read(environ: Mapping[str, str], *, is_demo: bool) -> Operator:
    """The operator as the environment tells; the demo's is as fictional as its people."""
    return Operator(
        name=environ.get("PORTAL_OPERATOR", "") or ("Region Solmark (påhittad)" if is_demo else ""),
        data_protection=environ.get("PORTAL_DATA_PROTECTION_CONTACT", ""),
        security_contact=environ.get("PORTAL_SECURITY_CONTACT", ""),
        feedback_to=environ.get("PORTAL_FEEDBACK_TO", ""),
        mail_from=environ.get("PORTAL_MAIL_FROM", ""),
        smtp_url=environ.get("PORTAL_SMTP_URL", ""),
    )


def faults(operator: Operator) -> Iterator[str]:
    """What is wrong, by the names of the settings."""
    if operator.security_contact and not CONTACT.fullmatch(operator.security_contact):
        yield "PORTAL_SECURITY_CONTACT (mailto:, https:// or tel:)"
    mail = (operator.smtp_url, operator.feedback_to, operator.mail_from)
    if any(mail) and not all(mail):
        yield "PORTAL_SMTP_URL, PORTAL_FEEDBACK_TO and PORTAL_MAIL_FROM (all of them, or none)"
    for name, address in (
        ("PORTAL_FEEDBACK_TO", operator.feedback_to),
        ("PORTAL_MAIL_FROM", operator.mail_from),
    ):
        if address and not ADDRESS.fullmatch(address):
            yield f"{name} (one mail address)"
    server = urlsplit(operator.smtp_url)
    if operator.smtp_url and (server.scheme not in ("smtp", "smtps") or not server.hostname):
        yield "PORTAL_SMTP_URL (smtps://host:465 or smtp://host:587)"
