"""Care systems that may send, their access tokens, and how often proofs failed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "care_system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("key_set", sa.JSON(), nullable=False),
        sa.Column("key_set_url", sa.String(length=1000), nullable=True),
        sa.Column("key_set_asked_at", MOMENT, nullable=True),
        sa.Column("key_set_good_at", MOMENT, nullable=False),
        sa.Column("is_inside", sa.Boolean(), nullable=False),
        sa.Column("demands_digest", sa.Boolean(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_system")),
        sa.UniqueConstraint("client_id", name=op.f("uq_care_system_client_id")),
    )
    op.create_table(
        "care_system_token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("care_system_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["care_system_id"], ["care_system.id"], name=op.f("fk_care_system_token_care_system_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_care_system_token")),
    )
    op.create_index(op.f("ix_care_system_token_expires_at"), "care_system_token", ["expires_at"])
    op.create_table(
        "failed_proof",
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_failed_proof")),
    )


def downgrade() -> None:
    op.drop_table("failed_proof")
    op.drop_table("care_system_token")
    op.drop_table("care_system")
