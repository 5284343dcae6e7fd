"""How long an answer takes tells no more than what it says: paused, or never there at all."""

import random
import time
from collections.abc import Callable, Mapping
from statistics import median

import time_machine
from sqlalchemy import delete

from portal.models.grant import RedeemAttempt
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

ROUNDS = 250
MOST_APART = 0.005
"""Seconds between the medians: what somebody on the same line could tell apart."""
UNKNOWN = "x" * 22


def apart(answers: Mapping[str, Callable[[], int]]) -> float:
    """How far the medians are apart, asked in random order; all give the same status."""
    taken: dict[str, list[float]] = {name: [] for name in answers}
    statuses = {answer() for answer in answers.values()}
    assert len(statuses) == 1
    for _ in range(ROUNDS):
        for name in random.sample(list(answers), len(answers)):
            began = time.perf_counter()
            answers[name]()
            taken[name].append(time.perf_counter() - began)
    medians = [median(times) for times in taken.values()]
    assert min(medians) > 0, "the clock of this test stands still"
    return max(medians) - min(medians)


def test_a_difference_would_be_seen():
    def slow() -> int:
        time.sleep(0.006)
        return 404

    assert apart({"slow": slow, "quick": lambda: 404}) > MOST_APART


def test_a_paused_grant_takes_as_long_as_one_that_never_was(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    anna.shares_with(bertil, cast["bertil"].number)
    anna.presses("Pausa nu")

    def of(ref: str) -> int:
        return bertil.client.get(f"/for/{ref}/plan", base_url="http://localhost").status_code

    assert apart({"paused": lambda: of(anna.ref), "never": lambda: of(UNKNOWN)}) < MOST_APART


def test_a_code_that_was_used_ended_or_late_takes_as_long_as_one_that_never_was(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor, signed_in, app
):
    codes = {"never": "AAABBBCCCC"}
    anna.gives()
    codes["late"] = anna.code
    clock.shift(8 * 24 * 3600)
    anna.signs_in_anew()
    anna.gives()
    codes["ended"] = anna.code
    anna.presses("Avsluta delningen")
    anna.gives()
    codes["used"] = anna.code
    late = signed_in("cecilia")
    late.opens("/delat-med-mig")
    late.presses("Använd koden", kod=codes["used"])
    bertil = signed_in("bertil")
    bertil.opens("/delat-med-mig")
    form, _ = bertil._button("Använd koden")

    def typing(code: str) -> Callable[[], int]:
        def types() -> int:
            answer = bertil.client.post(
                form.action,
                data={**form.fields, "kod": code},
                base_url="http://localhost",
                headers={"Origin": "http://localhost"},
            )
            with app.extensions["portal.database"].engine.begin() as connection:
                connection.execute(delete(RedeemAttempt))
            assert answer.status_code == 422
            return 422

        return types

    assert apart({name: typing(code) for name, code in codes.items()}) < MOST_APART
