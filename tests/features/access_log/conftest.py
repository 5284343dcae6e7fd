"""A portal where sharing is on, with the fictional people in it."""

from tests.support.sharing_portal import anna, bertil, database, peopled, settings

__all__ = ["anna", "bertil", "database", "peopled", "settings"]
