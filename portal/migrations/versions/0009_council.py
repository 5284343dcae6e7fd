"""What patient councils are asked to try, and what they find."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_round")),
    )
    op.create_table(
        "council_finding",
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=80), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("aid", sa.String(length=20), nullable=False),
        sa.Column("criterion", sa.String(length=10), nullable=False),
        sa.Column("mended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["council_round.id"], name=op.f("fk_council_finding_round_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_council_finding")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_council_finding_round_id"), "council_finding", ["round_id"])


def downgrade() -> None:
    op.drop_table("council_finding")
    op.drop_table("council_round")
