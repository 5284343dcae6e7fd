"""Mail to the operator: one address, a line or two, and nothing about anybody's care."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from portal.settings import is_loopback
from portal.settings.operator import Operator

TIMEOUT = 4.0
"""Seconds that somebody who has pressed a button may wait for it."""
USUAL_PORTS = {"smtp": 587, "smtps": 465}
CONTEXT = ssl.create_default_context()


class MailNotSent(Exception):
    """The server did not take it."""


def send(operator: Operator, *, subject: str, text: str) -> None:
    """Send a text to the operator's own address. Raises `MailNotSent`."""
    message = EmailMessage()
    message["From"] = Address(addr_spec=operator.mail_from)
    message["To"] = Address(addr_spec=operator.feedback_to)
    message["Subject"] = subject
    message.set_content(text)
    url = urlsplit(operator.smtp_url)
    try:
        with _server(url) as server:
            if url.scheme == "smtp" and not is_loopback(operator.smtp_url):
                server.starttls(context=CONTEXT)  # raises when there is none: never in the clear
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as failed:
        raise MailNotSent(type(failed).__name__) from None


def _server(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or USUAL_PORTS[url.scheme]
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=CONTEXT)
    return smtplib.SMTP(host, port, timeout=TIMEOUT)
