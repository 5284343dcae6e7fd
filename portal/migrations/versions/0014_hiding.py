"""Hiding belongs to the person and the care resource: lasting refs, keys of parts, states of items."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PARTS = ("activity", "goal", "plan_document")
SINGLE = ("care_plan", "care_manager", "appointment")
RANDOM = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}
REF_OF = "SELECT ref FROM {table} WHERE {table}.resource_id = source_resource.id"
TAKE_REF = "UPDATE source_resource SET ref = ({found}) WHERE EXISTS ({found})"
MAKE_REF = "UPDATE source_resource SET ref = {new} WHERE ref = ''"
MAKE_REF_DIFFER = """
    UPDATE plan_document SET ref = {new}
    WHERE id NOT IN (SELECT MAX(id) FROM plan_document GROUP BY ref)
"""
MAKE_FAMILY = """
    UPDATE {table} SET family = ({plan}) WHERE NOT EXISTS
    (SELECT 1 FROM source_resource WHERE source_resource.key = {table}.key)
"""
PLAN_OF = """
    SELECT '{table}:' || substr(source_resource.key, 1, 48) FROM plan_version
    JOIN care_plan ON care_plan.id = plan_version.plan_id
    JOIN source_resource ON source_resource.id = care_plan.resource_id
    WHERE plan_version.id = {table}.version_id
"""


def upgrade() -> None:
    _refs()
    for table in PARTS:
        op.add_column(table, sa.Column("name_key", sa.String(length=64), nullable=True))
        op.add_column(table, sa.Column("family", sa.String(length=64), nullable=True))
    _documents()
    for table in ("activity", "goal"):
        _family(table)
    _items()


def _refs() -> None:
    """The address of a row becomes that of its resource; what has no row gets a new one."""
    column = sa.Column("ref", sa.String(length=32), nullable=False, server_default="")
    op.add_column("source_resource", column)
    for table in SINGLE:
        found = REF_OF.format(table=table)
        op.execute(TAKE_REF.format(found=found))
    new = RANDOM[op.get_bind().dialect.name]
    op.execute(MAKE_REF.format(new=new))
    op.create_index(op.f("ix_source_resource_ref"), "source_resource", ["ref"], unique=True)


def _documents() -> None:
    """Until its plan is sent again, a document's key is empty, and it cannot be hidden by itself."""
    column = sa.Column("key", sa.String(length=64), nullable=False, server_default="")
    op.add_column("plan_document", column)
    op.drop_index(op.f("ix_plan_document_version_id"), "plan_document")
    _make_unique(new="version_id, ref", old="ref")
    op.create_index(op.f("ix_plan_document_ref"), "plan_document", ["ref"])


def _make_unique(new: str, old: str) -> None:
    """Of documents, in lists of columns. SQLite drops no constraint: the table is written anew."""
    named = {columns: f"uq_plan_document_{columns.replace(', ', '_')}" for columns in (new, old)}
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.drop_constraint(op.f(named[old]), "plan_document", type_="unique")
        op.create_unique_constraint(op.f(named[new]), "plan_document", new.split(", "))
        return
    asked = sa.text("SELECT sql FROM sqlite_master WHERE name = 'plan_document'")
    shape = bind.execute(asked).scalar_one()
    shape = shape.replace("plan_document", "plan_document_new", 1)
    shape = shape.replace(f"{named[old]} UNIQUE ({old})", f"{named[new]} UNIQUE ({new})")
    op.execute(shape)
    op.execute("INSERT INTO plan_document_new SELECT * FROM plan_document")
    op.execute("DROP TABLE plan_document")
    op.execute("ALTER TABLE plan_document_new RENAME TO plan_document")


def _family(table: str) -> None:
    """What is no resource of its own stands only inside its plan."""
    plan = PLAN_OF.format(table=table)
    op.execute(MAKE_FAMILY.format(table=table, plan=plan))


def _items() -> None:
    op.add_column("access_grant_item", sa.Column("family", sa.String(length=64), nullable=True))
    op.add_column(
        "access_grant_item",
        sa.Column("state", sa.String(length=10), nullable=False, server_default="chosen"),
    )
    op.execute("UPDATE access_grant_item SET state = 'hidden' WHERE is_hidden")
    op.execute(
        "UPDATE access_grant_item SET family = (SELECT MAX(activity.family) FROM activity "
        "WHERE activity.key = access_grant_item.key) WHERE is_hidden"
    )
    op.drop_column("access_grant_item", "is_hidden")


def downgrade() -> None:
    op.add_column(
        "access_grant_item",
        sa.Column("is_hidden", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("DELETE FROM access_grant_item WHERE state = 'known'")
    op.execute("UPDATE access_grant_item SET is_hidden = true WHERE state = 'hidden'")
    op.drop_column("access_grant_item", "state")
    op.drop_column("access_grant_item", "family")
    new = RANDOM[op.get_bind().dialect.name]
    op.execute(MAKE_REF_DIFFER.format(new=new))
    op.drop_index(op.f("ix_plan_document_ref"), "plan_document")
    _make_unique(new="ref", old="version_id, ref")
    op.create_index(op.f("ix_plan_document_version_id"), "plan_document", ["version_id"])
    op.drop_column("plan_document", "key")
    for table in PARTS:
        op.drop_column(table, "family")
        op.drop_column(table, "name_key")
    op.drop_index(op.f("ix_source_resource_ref"), "source_resource")
    op.drop_column("source_resource", "ref")
