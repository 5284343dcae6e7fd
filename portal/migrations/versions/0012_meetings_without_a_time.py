"""A meeting whose time is not decided, or that lost it, keeps its row; a moved one says from when.

A column is made anew beside the old one, which both engines can do: SQLite's way of making the
whole table anew would delete what refers to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIMES = ("starts_at", "ends_at")
COPY = "UPDATE appointment SET new_{name} = {name}"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.drop_index(op.f("ix_appointment_patient_id_starts_at"), table_name="appointment")
    for name in TIMES:
        _make_anew(name)
    _index()
    op.add_column(
        "appointment", sa.Column("requested", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column("appointment", sa.Column("moved_from", MOMENT, nullable=True))
    op.add_column(
        "appointment", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    op.execute("DELETE FROM appointment WHERE starts_at IS NULL OR ends_at IS NULL")
    for name in ("sequence", "moved_from", "requested"):
        op.drop_column("appointment", name)
    op.drop_index(op.f("ix_appointment_patient_id_starts_at"), table_name="appointment")
    for name in TIMES:
        _make_anew(name, needs_value=True)
    _index()


def _make_anew(name: str, *, needs_value: bool = False) -> None:
    """The column with the same values, optional or not."""
    default = "1970-01-01 00:00:00+00" if needs_value else None
    column = sa.Column(f"new_{name}", MOMENT, server_default=default, nullable=not needs_value)
    op.add_column("appointment", column)
    op.execute(COPY.format(name=name))
    op.drop_column("appointment", name)
    op.execute(f"ALTER TABLE appointment RENAME COLUMN new_{name} TO {name}")


def _index() -> None:
    op.create_index(
        op.f("ix_appointment_patient_id_starts_at"), "appointment", ["patient_id", "starts_at"]
    )
