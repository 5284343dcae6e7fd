"""The first schema, and an access log that nobody can change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE_APPEND_ONLY = """
CREATE TRIGGER access_event_no_{verb} BEFORE {verb} ON access_event
BEGIN SELECT RAISE(ABORT, 'access_event is append-only'); END
"""
POSTGRESQL_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
POSTGRESQL_APPEND_ONLY = """
CREATE TRIGGER access_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number_fingerprint", name=op.f("uq_person_number_fingerprint")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_verifier", sa.String(length=128), nullable=False),
        sa.Column("return_to", sa.String(length=64), nullable=False),
        sa.Column("return_ref", sa.String(length=64), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        op.f("ix_sign_in_attempt_began_at"), "sign_in_attempt", ["began_at"], unique=False
    )
    op.create_table(
        "spent_token",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("token_id", sa.String(length=255), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "token_id", name=op.f("pk_spent_token")),
    )
    op.create_index(op.f("ix_spent_token_spent_at"), "spent_token", ["spent_at"], unique=False)
    op.create_table(
        "access_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=True),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_access_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_access_event_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_event")),
    )
    op.create_index(
        op.f("ix_access_event_patient_id_at"), "access_event", ["patient_id", "at"], unique=False
    )
    op.create_table(
        "external_identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_external_identity_person_id")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_external_identity")),
    )
    op.create_index(
        op.f("ix_external_identity_person_id"), "external_identity", ["person_id"], unique=False
    )
    op.create_table(
        "signed_in_session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("issuer_session", sa.String(length=255), nullable=True),
        sa.Column("level_of_assurance", sa.String(length=255), nullable=False),
        sa.Column("provider_transaction", sa.String(length=255), nullable=True),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("absolute_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_visit_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signed_in_session_person_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_signed_in_session")),
    )
    op.create_index(
        op.f("ix_signed_in_session_issuer_issuer_session"),
        "signed_in_session",
        ["issuer", "issuer_session"],
        unique=False,
    )
    op.create_index(
        op.f("ix_signed_in_session_issuer_subject"),
        "signed_in_session",
        ["issuer", "subject"],
        unique=False,
    )
    op.create_index(
        op.f("ix_signed_in_session_person_id"), "signed_in_session", ["person_id"], unique=False
    )
    op.create_table(
        "source_resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("identifier_system", sa.String(length=255), nullable=False),
        sa.Column("identifier_value", sa.String(length=255), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("current_version_id", sa.Integer(), nullable=True),
        sa.Column("source_version", sa.String(length=64), nullable=True),
        sa.Column("source_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_source_resource_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_resource")),
        sa.UniqueConstraint("key", name=op.f("uq_source_resource_key")),
        sa.UniqueConstraint(
            "kind",
            "identifier_system",
            "identifier_value",
            "source",
            name=op.f("uq_source_resource_kind_identifier_system_identifier_value_source"),
        ),
    )
    op.create_index(
        op.f("ix_source_resource_patient_id"), "source_resource", ["patient_id"], unique=False
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("plan_resource_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("directions", sa.Text(), nullable=False),
        sa.Column("video_url", sa.Text(), nullable=False),
        sa.Column("help_url", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("phone_code", sa.String(length=40), nullable=False),
        sa.Column("convener", sa.String(length=200), nullable=False),
        sa.Column("convener_phone", sa.String(length=40), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_appointment_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_resource_id"],
            ["source_resource.id"],
            name=op.f("fk_appointment_plan_resource_id"),
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["source_resource.id"], name=op.f("fk_appointment_resource_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("ref", name=op.f("uq_appointment_ref")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_appointment_resource_id")),
    )
    op.create_index(
        op.f("ix_appointment_patient_id_starts_at"),
        "appointment",
        ["patient_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "care_manager",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("authority", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("unit_phone", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.String(length=300), nullable=False),
        sa.Column("backup", sa.String(length=200), nullable=False),
        sa.Column("backup_phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_care_manager_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["source_resource.id"], name=op.f("fk_care_manager_resource_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_manager")),
        sa.UniqueConstraint("ref", name=op.f("uq_care_manager_ref")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_care_manager_resource_id")),
    )
    op.create_index(
        op.f("ix_care_manager_patient_id"), "care_manager", ["patient_id"], unique=False
    )
    op.create_table(
        "care_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.String(length=200), nullable=False),
        sa.Column("kept_by_phone", sa.String(length=40), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_care_plan_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["source_resource.id"], name=op.f("fk_care_plan_resource_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_plan")),
        sa.UniqueConstraint("ref", name=op.f("uq_care_plan_ref")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_care_plan_resource_id")),
    )
    op.create_index(
        op.f("ix_care_plan_patient_id_state"), "care_plan", ["patient_id", "state"], unique=False
    )
    op.create_table(
        "source_link",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("target_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["source_resource.id"], name=op.f("fk_source_link_resource_id")
        ),
        sa.PrimaryKeyConstraint("resource_id", "target_key", name=op.f("pk_source_link")),
    )
    op.create_index(op.f("ix_source_link_target_key"), "source_link", ["target_key"], unique=False)
    op.create_table(
        "source_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["source_resource.id"], name=op.f("fk_source_version_resource_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_version")),
        sa.UniqueConstraint(
            "resource_id", "number", name=op.f("uq_source_version_resource_id_number")
        ),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("source_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("own_words", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("lead", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_plan_version_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_plan_version_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "source_at", name=op.f("uq_plan_version_plan_id_source_at")),
        sa.UniqueConstraint("ref", name=op.f("uq_plan_version_ref")),
    )
    op.create_index(
        op.f("ix_plan_version_patient_id_is_current"),
        "plan_version",
        ["patient_id", "is_current"],
        unique=False,
    )
    op.create_table(
        "source_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("source_version", sa.String(length=64), nullable=True),
        sa.Column("source_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["source_resource.id"], name=op.f("fk_source_stamp_resource_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["source_version.id"], name=op.f("fk_source_stamp_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_stamp")),
    )
    op.create_index(
        op.f("ix_source_stamp_resource_id"), "source_stamp", ["resource_id"], unique=False
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("goal_keys", sa.JSON(), nullable=False),
        sa.Column("answered_by", sa.String(length=20), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("how_often", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_activity_patient_id")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_version.id"],
            name=op.f("fk_activity_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(
        op.f("ix_activity_version_id_seq"), "activity", ["version_id", "seq"], unique=False
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("achievement", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_goal_patient_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_version.id"], name=op.f("fk_goal_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    op.create_index(op.f("ix_goal_version_id_seq"), "goal", ["version_id", "seq"], unique=False)
    op.create_table(
        "plan_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_plan_document_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_version.id"],
            name=op.f("fk_plan_document_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_document")),
        sa.UniqueConstraint("ref", name=op.f("uq_plan_document_ref")),
    )
    op.create_index(
        op.f("ix_plan_document_version_id"), "plan_document", ["version_id"], unique=False
    )
    make_append_only()


def make_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_APPEND_ONLY.format(verb=verb))
        return
    op.execute(POSTGRESQL_REFUSE)
    op.execute(POSTGRESQL_APPEND_ONLY)


def downgrade() -> None:
    op.drop_index(op.f("ix_plan_document_version_id"), table_name="plan_document")
    op.drop_table("plan_document")
    op.drop_index(op.f("ix_goal_version_id_seq"), table_name="goal")
    op.drop_table("goal")
    op.drop_index(op.f("ix_activity_version_id_seq"), table_name="activity")
    op.drop_table("activity")
    op.drop_index(op.f("ix_source_stamp_resource_id"), table_name="source_stamp")
    op.drop_table("source_stamp")
    op.drop_index(op.f("ix_plan_version_patient_id_is_current"), table_name="plan_version")
    op.drop_table("plan_version")
    op.drop_table("source_version")
    op.drop_index(op.f("ix_source_link_target_key"), table_name="source_link")
    op.drop_table("source_link")
    op.drop_index(op.f("ix_care_plan_patient_id_state"), table_name="care_plan")
    op.drop_table("care_plan")
    op.drop_index(op.f("ix_care_manager_patient_id"), table_name="care_manager")
    op.drop_table("care_manager")
    op.drop_index(op.f("ix_appointment_patient_id_starts_at"), table_name="appointment")
    op.drop_table("appointment")
    op.drop_index(op.f("ix_source_resource_patient_id"), table_name="source_resource")
    op.drop_table("source_resource")
    op.drop_index(op.f("ix_signed_in_session_person_id"), table_name="signed_in_session")
    op.drop_index(op.f("ix_signed_in_session_issuer_subject"), table_name="signed_in_session")
    op.drop_index(
        op.f("ix_signed_in_session_issuer_issuer_session"), table_name="signed_in_session"
    )
    op.drop_table("signed_in_session")
    op.drop_index(op.f("ix_external_identity_person_id"), table_name="external_identity")
    op.drop_table("external_identity")
    op.drop_index(op.f("ix_access_event_patient_id_at"), table_name="access_event")
    op.drop_table("access_event")
    op.drop_index(op.f("ix_spent_token_spent_at"), table_name="spent_token")
    op.drop_table("spent_token")
    op.drop_index(op.f("ix_sign_in_attempt_began_at"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("person")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
