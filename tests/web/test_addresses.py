"""Our own addresses are those that Flask would build."""

from typing import Any

import flask
import pytest
from flask import Flask, g
from werkzeug.routing import BuildError

from portal.access.manners import Manner
from portal.web.addresses import url_for

PLAIN, ODD = "aB3-_x", "b?c/å"


@pytest.mark.parametrize("value", [PLAIN, ODD])
def test_every_page_has_the_address_that_flask_gives_it(app: Flask, value: str):
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values: dict[str, Any] = dict.fromkeys(rule.arguments - {"index"}, value)
            if rule.defaults or rule.endpoint == "static":
                continue
            try:
                expected = flask.url_for(rule.endpoint, **values)
            except BuildError:  # a value that this address cannot hold
                continue
            assert url_for(rule.endpoint, **values) == expected


@pytest.mark.parametrize("manner", [Manner.GRANTED, Manner.PREVIEW, Manner.TOGETHER])
def test_whose_plan_it_is_stays_in_every_address_of_the_page(app: Flask, manner: Manner):
    kept: dict[str, Any] = {manner.value: "ja" if manner is Manner.TOGETHER else PLAIN}
    with app.test_request_context():
        own = url_for("care_plan.show"), url_for("appointments.show_one", ref="x")
        g.kept_in_addresses = kept
        within = url_for("care_plan.show"), url_for("appointments.show_one", ref="x")
        assert within == (
            flask.url_for("care_plan.show", **kept),
            flask.url_for("appointments.show_one", ref="x", **kept),
        )
    assert not set(own) & set(within)
