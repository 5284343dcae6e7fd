"""How a person wants pages shown, so that it follows them to another phone, as the language does."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("display", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "display")
