"""In which language care has written about a patient: that of the foremost plan that can be seen.

Meetings and contacts do not say it themselves; they come from those who wrote the plan.
"""

from sqlalchemy import case, select

from portal.access import policy
from portal.identity.viewer import Viewer
from portal.models.care_plan import CarePlan, PlanState, PlanVersion

SWEDISH = "sv"

plan = policy.visible(CarePlan, "spoken_plan", only=("id", "state"))
version = policy.visible(
    PlanVersion, "spoken_version", only=("plan_id", "is_current", "status", "made_on", "language")
)
LANGUAGE = policy.narrowed(
    select(version.language)
    .join(plan, plan.id == version.plan_id)
    .where(plan.state == PlanState.SHOWN, version.is_current)
    .order_by(
        case((version.status == "active", 0), else_=1),
        version.made_on.desc().nulls_last(),
        plan.id.desc(),
    )
    .limit(1)
)


def plan_language(viewer: Viewer) -> str:
    """A language tag, as the source wrote it; Swedish where nothing is known. One statement."""
    rows = policy.read(viewer, LANGUAGE)
    return str(rows[0].language) if rows else SWEDISH
