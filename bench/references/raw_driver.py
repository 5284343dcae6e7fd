"""Home and the plan, each a Flask page on the raw driver: the same templates, the same duties.

What the portal costs more than this is what its own layers cost: SQLAlchemy, the three walls,
flask-login, a transaction for each request, and all that a view gets without asking.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request
from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy.engine import URL

from bench.references import duties, values
from bench.references.drivers import Driver, connect
from portal.settings import DEMO_SUPPORT_PHONE
from portal.web.environments import LanguageLinks, environment
from portal.web.languages import Language, current, offered
from portal.web.reading import kept

Addresses = dict[str, str]
"""The paths of the portal by endpoint, `<ref>` standing for a reference."""


def make(url: URL, *, secret_key: str, addresses: Addresses) -> Flask:
    """The application; it has one connection, as a worker of gunicorn would."""
    app, driver = Flask("raw_driver"), connect(url)
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    templates = {language: _templates(language, addresses) for language in offered()}

    def show(read: Callable[[Driver, duties.Asking], dict[str, Any]], template: str) -> Response:
        began = time.perf_counter()
        token = request.cookies["__Host-sid"]
        asking = duties.known(driver, token)
        found = read(driver, asking)
        driver.commit()
        nonce, field = secrets.token_urlsafe(18), _field(duties.form_token(secret_key, token))
        text = (
            templates[current()]
            .get_template(template)
            .render(
                csp_nonce=nonce,
                csrf_field=lambda: field,
                is_signed_in=True,
                viewer_name=asking.name,
                is_demo=False,
                support_phone=DEMO_SUPPORT_PHONE,
                htmx=False,
                own_path=request.path,
                reading=kept(),
                seconds_left=900,
                **found,
            )
        )
        response = Response(text, headers=duties.headers(nonce))
        duties.log(request.path, began)
        return response

    @app.get("/")
    def home() -> Response:
        return show(_home, "home/home.html")

    @app.get("/plan")
    def plan() -> Response:
        return show(_plan, "care_plan/plan.html")

    return app


def _home(driver: Driver, asking: duties.Asking) -> dict[str, Any]:
    duties.trace(driver, asking, "home")
    return {"home": values.home(driver, asking), "new_mandates": ()}


def _plan(driver: Driver, asking: duties.Asking) -> dict[str, Any]:
    duties.trace(driver, asking, "plan")
    plan = values.plan(driver, asking)
    return {"plan": plan, "chosen": "", "groups": plan.groups}


def _field(token: str) -> Markup:
    return Markup('<input type="hidden" name="csrf" value="%s">') % token


def _templates(language: Language, addresses: Addresses) -> Environment:
    """The portal's templates and filters, with none of the functions that ask the portal."""

    def url_for(endpoint: str, **values: str) -> str:
        path = addresses[endpoint]
        if "<ref>" in path:
            path = path.replace("<ref>", values.pop("ref"))
        return f"{path}?{urlencode(values)}" if values else path

    made = environment(language).overlay()
    links = LanguageLinks(made)
    made.globals = {**made.globals, "url_for": url_for, "language_links": links}
    return made
