"""What every test can ask for; the fixtures themselves are in tests/support/."""

pytest_plugins = ["tests.support.fixtures"]
