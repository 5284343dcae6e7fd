"""Sharing with relatives: grants, what denies them, and what is confidential."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CONFIDENTIAL = (
    "appointment",
    "care_manager",
    "care_plan",
    "goal",
    "plan_document",
    "plan_version",
)
FLAGS = ("is_protected", "is_deceased", "is_sharing_blocked")


def upgrade() -> None:
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("relative_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("relation", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("code_until", MOMENT, nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("wish", sa.JSON(), nullable=True),
        sa.Column("step_up_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_access_grant_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["relative_id"], ["person.id"], name=op.f("fk_access_grant_relative_id")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["source_resource.id"], name=op.f("fk_access_grant_resource_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
        sa.UniqueConstraint("ref", name=op.f("uq_access_grant_ref")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_access_grant_code_hash")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_access_grant_resource_id")),
    )
    op.create_index(op.f("ix_access_grant_patient_id"), "access_grant", ["patient_id"])
    op.create_index(op.f("ix_access_grant_relative_id"), "access_grant", ["relative_id"])
    op.create_table(
        "access_grant_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["access_grant.id"],
            name=op.f("fk_access_grant_item_grant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant_item")),
        sa.UniqueConstraint("grant_id", "key", name=op.f("uq_access_grant_item_grant_id_key")),
    )
    op.create_table(
        "redeem_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_redeem_attempt_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redeem_attempt")),
    )
    op.create_index(op.f("ix_redeem_attempt_person_id_at"), "redeem_attempt", ["person_id", "at"])
    op.create_index(op.f("ix_redeem_attempt_at"), "redeem_attempt", ["at"])
    op.add_column("person", sa.Column("born_on", sa.Date(), nullable=True))
    for flag in FLAGS:
        op.add_column("person", _flag(flag))
    for table in CONFIDENTIAL:
        op.add_column(table, _flag("is_confidential"))
    op.add_column("access_event", sa.Column("grant_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("access_event", "grant_id")
    for table in CONFIDENTIAL:
        op.drop_column(table, "is_confidential")
    for flag in (*FLAGS, "born_on"):
        op.drop_column("person", flag)
    op.drop_table("redeem_attempt")
    op.drop_table("access_grant_item")
    op.drop_table("access_grant")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
