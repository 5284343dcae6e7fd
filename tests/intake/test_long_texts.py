"""A text that is too long for its place on a page is cut, and its sender is told."""

from typing import Any

import pytest

from portal.intake import long_texts, phone_remarks
from portal.intake.remark_rules import Context
from portal.intake.remarks import remarks_on
from portal.models.appointment import Appointment
from portal.models.care_manager import CareManager
from portal.models.care_plan import PlanVersion
from portal.models.plan_document import PlanDocument
from tests.intake.sending import NOW, Raw, contact, meeting, plan, put

CONTEXT = Context(NOW)


def told(entry: Raw) -> list[tuple[str, str]]:
    found = remarks_on(entry["resource"], "here", CONTEXT)
    return [(one.expression, one.diagnostics) for one in found]


@pytest.mark.parametrize(
    ("of_entry", "place", "longest"),
    [
        (lambda text: plan(title=text), "here.title", 300),
        (
            lambda text: plan(category=[{"text": "Plan"}, {"text": text}]),
            "here.category[1].text",
            300,
        ),
        (lambda text: meeting(description=text), "here.description", 300),
        (lambda text: put("Organization", "unit", {"name": text}), "here.name", 200),
    ],
)
def test_a_text_that_is_cut_is_told_and_one_that_fits_is_not(
    of_entry: Any, place: str, longest: int
):
    why = long_texts.CUT.format(longest=longest)
    assert (place, why) in told(of_entry("a" * (longest + 1)))
    assert place not in [at for at, _ in told(of_entry("a" * longest))]


def test_a_number_that_is_too_long_to_be_kept_is_told():
    number = "0980-31 92 60 vardagar 8-16, helger 08-465 004 20"
    entry = contact(telecom=[{"system": "phone", "value": number}])
    assert ("here.telecom[0].value", phone_remarks.TOO_LONG) in told(entry)


def test_the_lengths_are_those_of_the_columns():
    texts = (PlanVersion.title, PlanVersion.kind_text, PlanDocument.title)
    meetings = (Appointment.title, Appointment.place, Appointment.address)
    names = (CareManager.name, CareManager.unit, CareManager.function)
    numbers = (CareManager.phone, Appointment.phone, Appointment.convener_phone)
    assert {one.type.length for one in (*texts, *meetings)} == {long_texts.TEXT}
    assert {one.type.length for one in names} == {long_texts.NAME}
    assert {one.type.length for one in numbers} == {phone_remarks.LONGEST}
