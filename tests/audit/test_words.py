"""What the log can say."""

import pytest

from portal.audit.trail import What
from portal.audit.words import WORDS, in_words


@pytest.mark.parametrize("what", What)
def test_everything_that_is_traced_has_words(what: What):
    assert what in WORDS, f"add {what!r} to portal/audit/words.py"


def test_each_has_words_of_its_own():
    said = [words() for words in WORDS.values()]
    assert len(said) == len(set(said))


def test_what_a_later_portal_has_traced_is_not_hidden():
    assert in_words("something-new") == "gjorde något annat"
