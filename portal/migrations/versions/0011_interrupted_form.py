"""What was typed in a form that came after the session had ended; sealed, for 15 minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interrupted_form",
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interrupted_form_person_id")
        ),
        sa.PrimaryKeyConstraint("browser_hash", name=op.f("pk_interrupted_form")),
    )
    op.create_index(op.f("ix_interrupted_form_person_id"), "interrupted_form", ["person_id"])
    op.create_index(op.f("ix_interrupted_form_kept_at"), "interrupted_form", ["kept_at"])


def downgrade() -> None:
    op.drop_table("interrupted_form")
