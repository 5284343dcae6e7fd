"""Time to think: a grant that opens later, one that is looked through, one shared browser."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("access_grant", sa.Column("opens_at", MOMENT, nullable=True))
    op.add_column("access_grant", sa.Column("looked_through_at", MOMENT, nullable=True))
    op.create_table(
        "shared_browser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_browser")),
    )
    op.create_index(op.f("ix_shared_browser_pair_at"), "shared_browser", ["pair", "at"])
    op.create_index(op.f("ix_shared_browser_at"), "shared_browser", ["at"])


def downgrade() -> None:
    op.drop_table("shared_browser")
    op.drop_column("access_grant", "looked_through_at")
    op.drop_column("access_grant", "opens_at")
