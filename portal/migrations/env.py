"""Alembic's entrance: run the versions on the connection that `portal.migrations.schema` gives."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from portal.migrations.schema import METADATA
from portal.models.noun import Instant


def without_our_types(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:
    """A version must read the same when the models have moved on, so it does not import them."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    render_item=without_our_types,
)
with context.begin_transaction():
    context.run_migrations()
