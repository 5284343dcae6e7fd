"""The application for gunicorn: `gunicorn wsgi:app`."""

from portal.app import create_app
from portal.web.environments import compile_all

app = create_app()
compile_all()
