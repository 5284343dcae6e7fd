"""A person (en person): somebody whose plan is here, or who signs in; often both."""

from datetime import date

from sqlalchemy import LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Noun


class Person(Noun):
    """The only table with identity numbers: a keyed hash to find by, encrypted to show.

    `number_fingerprint` is 32 bytes of HMAC-SHA256. It is unique instead of the number, because
    a database writes the values of a broken unique index into its error messages.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str | None] = mapped_column(String(200))
    """As the identity provider last said it; None until the person has signed in."""
    born_on: Mapped[date | None]
    """For the age rules; None when the number does not tell."""
    is_protected: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Protected identity (skyddade personuppgifter). The flag itself is secret."""
    is_deceased: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_sharing_blocked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Staff have set "no sharing" at the patient's wish or for the patient's safety."""
    language: Mapped[str | None] = mapped_column(String(16))
    """The language the person has chosen to read in, as its folder in translations/."""
    display: Mapped[str | None] = mapped_column(String(16))
    """How the person wants pages shown, in the words of portal/web/reading.py; None when not chosen."""
