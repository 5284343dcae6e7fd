"""A Flask that says hello: the unit of the other numbers.

`gunicorn bench.references.hello:app` serves it, for its memory.
"""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "Hello"
