"""What a plan, a goal and an insats say beyond what there was a place for, and what is left out."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TEXTS = (
    ("plan_version", sa.Column("description", sa.Text(), nullable=False, server_default="")),
    ("plan_version", sa.Column("kind_text", sa.String(300), nullable=False, server_default="")),
    ("activity", sa.Column("instructions", sa.Text(), nullable=False, server_default="")),
    ("activity", sa.Column("progress", sa.Text(), nullable=False, server_default="")),
)
LISTS = (
    ("plan_version", "not_shown"),
    ("activity", "notes"),
    ("activity", "together"),
    ("goal", "targets"),
    ("goal", "notes"),
)


def upgrade() -> None:
    for table, column in TEXTS:
        op.add_column(table, column)
    for table, name in LISTS:
        op.add_column(table, sa.Column(name, sa.JSON(), nullable=True))


def downgrade() -> None:
    for table, name in reversed(LISTS):
        op.drop_column(table, name)
    for table, column in reversed(TEXTS):
        op.drop_column(table, column.name)
