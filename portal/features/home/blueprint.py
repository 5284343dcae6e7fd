"""The name under which home and the own copy are known."""

from flask import Blueprint

views = Blueprint("home", __name__)
