"""What is new, for each viewer: what changed of what the viewer could and can see."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENTS = (
    ("activity", "others_changed_at"),
    ("care_manager", "others_changed_at"),
    ("appointment", "time_changed_at"),
    ("appointment", "place_changed_at"),
    ("appointment", "join_changed_at"),
    ("access_grant", "widened_at"),
    ("access_grant_item", "shown_at"),
)


def upgrade() -> None:
    for table, name in MOMENTS:
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("activity", sa.Column("others_change", sa.String(length=10), nullable=True))


def downgrade() -> None:
    op.drop_column("activity", "others_change")
    for table, name in reversed(MOMENTS):
        op.drop_column(table, name)
