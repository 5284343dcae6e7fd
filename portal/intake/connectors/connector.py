"""The shape of a connector: it reads what was fetched and gives bundles for the one pipeline.

How it was fetched (SOAP, a file) is no business of a connector, nor is what becomes of a bundle:
no rule of the intake is bent for what was pulled, but for one. Sources that are pulled tell time in
whole seconds, so two contents under one time are no contradiction: the later fetched is taken, and
flagged (`Rules.takes_ties`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from portal.intake.outcome import Fault, Remark


@dataclass(frozen=True, slots=True)
class Fetched:
    """One thing of a document: a bundle for `pipeline.load`, or why none could be made.

    `at` says where in the document, as in `carePlan[2]`. `remarks` are about what is in the
    document and not in the bundle; without a bundle and faults, about the document itself.
    """

    at: str
    bundle: bytes = b""
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Connector(Protocol):
    """Reads one kind of document."""

    @property
    def largest(self) -> int:
        """Bytes of a document; of a longer one nothing is read."""

    def fetched(self, document: bytes) -> Iterator[Fetched]:
        """What stands in a document. Never raises: what cannot be read is a fault."""
