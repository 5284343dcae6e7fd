"""The application for gunicorn: `gunicorn wsgi:app`."""

from portal.app import create_app
from portal.web.environments import compile_all

app = create_app()
with app.app_context():
    compile_all()
