"""Requests that care systems name, and when each grant was last changed, for those who ask."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEWEST_FIRST = ("ended_at", "paused_at", "confirmed_at", "accepted_at", "given_at", "created_at")


def upgrade() -> None:
    op.create_table(
        "named_request",
        sa.Column("care_system_id", sa.Integer(), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["care_system_id"], ["care_system.id"], name=op.f("fk_named_request_care_system_id")
        ),
        sa.PrimaryKeyConstraint("care_system_id", "name_hash", name=op.f("pk_named_request")),
    )
    op.create_index(op.f("ix_named_request_first_at"), "named_request", ["first_at"])
    op.add_column("access_grant", sa.Column("changed_at", MOMENT, nullable=True))
    op.create_index(op.f("ix_access_grant_changed_at_id"), "access_grant", ["changed_at", "id"])
    grant = sa.table("access_grant", *(sa.column(name) for name in ("changed_at", *NEWEST_FIRST)))
    newest = sa.func.coalesce(*(grant.c[name] for name in NEWEST_FIRST))
    op.execute(grant.update().values(changed_at=newest))


def downgrade() -> None:
    op.drop_index(op.f("ix_access_grant_changed_at_id"), "access_grant")
    op.drop_column("access_grant", "changed_at")
    op.drop_table("named_request")
