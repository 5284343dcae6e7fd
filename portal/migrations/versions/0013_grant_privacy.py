"""Names as they were with a grant and an event, a code to show again, and the reach of mandates."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEPT = ("relative_name", "mandate_scope", "code_sealed", "spent_code_hash")


def upgrade() -> None:
    op.add_column("access_grant", sa.Column("relative_name", sa.String(length=200), nullable=True))
    op.add_column(
        "access_grant",
        sa.Column("mandate_scope", sa.Integer(), server_default="0", nullable=False),
    )
    op.add_column("access_grant", sa.Column("code_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "access_grant", sa.Column("spent_code_hash", sa.LargeBinary(length=32), nullable=True)
    )
    op.add_column("access_event", sa.Column("actor_name", sa.String(length=200), nullable=True))
    grant = sa.table(
        "access_grant",
        *(sa.column(name) for name in ("relative_id", "relative_name", "accepted_at")),
    )
    person = sa.table("person", sa.column("id"), sa.column("name"))
    name = sa.select(person.c.name).where(person.c.id == grant.c.relative_id).scalar_subquery()
    op.execute(grant.update().where(grant.c.accepted_at.is_not(None)).values(relative_name=name))


def downgrade() -> None:
    op.drop_column("access_event", "actor_name")
    for name in reversed(KEPT):
        op.drop_column("access_grant", name)
