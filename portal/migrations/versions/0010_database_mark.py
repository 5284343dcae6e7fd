"""A mark by which a database is known to what waits for it on a disk."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        "database_mark",
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_database_mark")),
    )
    op.bulk_insert(table, [{"mark": secrets.token_hex(8)}])


def downgrade() -> None:
    op.drop_table("database_mark")
