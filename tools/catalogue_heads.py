"""What stands at the top of each catalogue, and how much of it must be there.

The plural rules are CLDR's, written by hand: Babel knows neither Meänkieli nor the dual of
Northern Sámi, and numbers the Arabic forms in an order of its own.
"""

from dataclasses import dataclass

TWO_FORMS = "nplurals=2; plural=(n != 1);"
UNREVIEWED = "A native speaker has yet to review these words."
EVERYTHING = ("",)
FEATURES = (
    "access_log",
    "appointments",
    "care_plan",
    "contacts",
    "home",
    "language",
    "shared_with_me",
    "sharing",
    "sign_in",
)
WHAT_PATIENTS_NEED = (
    *(f"templates/{feature}/" for feature in FEATURES),
    *(f"portal/features/{feature}/" for feature in FEATURES),
    "templates/components/",
    "templates/errors/",
    "templates/layouts/",
    "portal/audit/",
)
"""Where a missing message stops `make check`; elsewhere it is shown in Swedish, marked as such."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one catalogue."""

    name: str
    plurals: str = TWO_FORMS
    complete_in: tuple[str, ...] = WHAT_PATIENTS_NEED
    """The files whose every message must be translated, by how their paths begin."""
    is_reviewed: bool = False

    def text(self, code: str) -> str:
        """As it stands in the file."""
        review = "" if self.is_reviewed else f"# {UNREVIEWED}\n"
        return (
            f"# Min plan in {self.name}.\n{review}"
            'msgid ""\nmsgstr ""\n'
            f'"Language: {code}\\n"\n'
            f'"Plural-Forms: {self.plurals}\\n"\n'
            '"MIME-Version: 1.0\\n"\n'
            '"Content-Type: text/plain; charset=utf-8\\n"\n'
            '"Content-Transfer-Encoding: 8bit\\n"\n\n'
        )


HEADS = {
    "sv@lattlast": Head("easy Swedish", complete_in=EVERYTHING),
    "en": Head("English", complete_in=EVERYTHING, is_reviewed=True),
    "fi": Head("Finnish"),
    "fit": Head("Meänkieli"),
    "se": Head("Northern Sámi", "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);"),
    "ar": Head(
        "Arabic",
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    ),
}
