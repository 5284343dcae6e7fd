"""The name under which all pages of sharing are known."""

from flask import Blueprint

views = Blueprint("sharing", __name__)
