"""Dates as precise as they were sent, what is only proposed, and when work towards a goal begins.

What stands in the database keeps the day it has until its source sends it again. A column is made
anew beside the old one, as in 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

DAYS = (
    ("activity", "starts_on"),
    ("activity", "ends_on"),
    ("goal", "due_on"),
    ("plan_version", "made_on"),
    ("plan_version", "starts_on"),
    ("plan_version", "ends_on"),
    ("plan_document", "made_on"),
)
COPY = "UPDATE {table} SET new_{name} = {value}"
TEXT = sa.String(length=32)


def upgrade() -> None:
    for table, name in DAYS:
        _make_anew(table, name, TEXT, "CAST({name} AS VARCHAR(32))")
    op.drop_column("plan_version", "follow_up_on")
    op.add_column("goal", sa.Column("starts_on", TEXT, nullable=True))
    op.add_column(
        "activity",
        sa.Column("is_proposal", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("activity", "is_proposal")
    op.drop_column("goal", "starts_on")
    op.add_column("plan_version", sa.Column("follow_up_on", sa.Date(), nullable=True))
    whole = "substr({name} || '-01-01', 1, 10)"
    if op.get_bind().dialect.name == "postgresql":
        whole = f"CAST({whole} AS DATE)"
    for table, name in DAYS:
        _make_anew(table, name, sa.Date(), whole)


def _make_anew(table: str, name: str, kind: sa.String | sa.Date, value: str) -> None:
    op.add_column(table, sa.Column(f"new_{name}", kind, nullable=True))
    op.execute(COPY.format(table=table, name=name, value=value.format(name=name)))
    op.drop_column(table, name)
    op.execute(f"ALTER TABLE {table} RENAME COLUMN new_{name} TO {name}")
