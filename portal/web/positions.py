"""Where in a page a text is put: between elements, or where no element can stand."""

import re

SIGN = re.compile(r"[<>\"']")
NO_ELEMENTS = re.compile(r"<(/?)(title|option|textarea)\b", re.IGNORECASE)
"""Elements that hold text only; a tag in them is shown as it is written."""


class Position:
    """Follows the markup of a template from its start."""

    def __init__(self) -> None:
        self._is_in_tag = False
        self._quote = ""
        self._is_in_text_only = False

    def read(self, markup: str) -> None:
        """Go on past this part."""
        for tag in NO_ELEMENTS.finditer(markup):
            self._is_in_text_only = not tag[1]
        for sign in SIGN.findall(markup):
            if self._quote:
                self._quote = "" if sign == self._quote else self._quote
            elif self._is_in_tag and sign in "\"'":
                self._quote = sign
            elif sign in "<>":
                self._is_in_tag = sign == "<"

    @property
    def holds_elements(self) -> bool:
        """Whether what is put in here may be an element."""
        return not self._is_in_tag and not self._is_in_text_only

    @property
    def holds_text_only(self) -> bool:
        """Whether what is put in here can be neither an element nor attributes of one."""
        return bool(self._quote) or self._is_in_text_only
