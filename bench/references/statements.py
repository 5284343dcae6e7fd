"""The SQL of home and of the plan as one would write it by hand: the same answers, in the same
number of statements. Columns stand in the order of the values they become."""

from bench.references.drivers import Statement

RESUME = Statement(
    """
    UPDATE signed_in_session SET last_seen_at = ?
    WHERE token_hash = ? AND ended_at IS NULL AND last_seen_at > ? AND last_seen_at <= ?
      AND absolute_until > ?
    RETURNING person_id, (SELECT name FROM person WHERE person.id = person_id), previous_visit_at
    """,
    moments=(2,),
)
TRACE = Statement(
    """
    INSERT INTO access_event (patient_id, at, actor_kind, actor_id, what)
    VALUES (?, ?, 'patient', ?, ?)
    """
)
MEETINGS = Statement(
    """
    SELECT ref, title, starts_at, ends_at, form, place, address, directions, phone, phone_code,
      help_url, convener, convener_phone, participants, requested, moved_from, sequence, changed_at,
      status, video_url <> ''
    FROM appointment
    WHERE patient_id = ? AND is_shown AND (
      (status NOT IN ('cancelled', 'noshow', 'fulfilled') AND (ends_at > ? OR starts_at IS NULL))
      OR (status IN ('cancelled', 'noshow') AND changed_at > ?))
    ORDER BY starts_at IS NULL, starts_at, id LIMIT 10
    """,
    moments=(2, 3, 15, 17),
    parsed=(13, 14),
)
CONTACTS = Statement(
    """
    SELECT ref, role, name, function, unit, authority, phone, unit_phone, hours, backup,
      backup_phone, note, changed_at
    FROM care_manager
    WHERE patient_id = ? AND is_shown
      AND (starts_on IS NULL OR starts_on <= ?) AND (ends_on IS NULL OR ends_on >= ?)
    ORDER BY CASE role WHEN '4' THEN 0 WHEN '1' THEN 1 WHEN '3' THEN 2 ELSE 3 END, id
    """,
    moments=(12,),
)
_FOREMOST = """
    CASE p.state WHEN 'shown' THEN 0 ELSE 1 END, CASE v.status WHEN 'active' THEN 0 ELSE 1 END,
    v.made_on DESC NULLS LAST, p.id DESC
"""
_PLAN_AND_VERSION = """
    care_plan p LEFT JOIN plan_version v
      ON v.plan_id = p.id AND v.is_current AND v.is_shown AND v.patient_id = p.patient_id
"""
_ACTIVITY = """
    a.key, a.title, a.reason, a.goal_keys, a.answered_by, a.authority, a.unit, a.person, a.phone,
    a.how_often, a.starts_on, a.ends_on, a.status, a.status_reason, a.change,
    a.changed_at, a.is_proposal
"""
PLAN_IN_SHORT = Statement(
    f"""
    SELECT {_ACTIVITY},
      p.ref, p.state, p.kept_by, p.kept_by_phone, v.title, v.source_at, v.received_at
    FROM {_PLAN_AND_VERSION}
    LEFT JOIN activity a ON a.version_id = v.id AND a.is_shown AND a.patient_id = p.patient_id
    WHERE p.id = (SELECT p.id FROM {_PLAN_AND_VERSION}
      WHERE p.patient_id = ? ORDER BY {_FOREMOST} LIMIT 1)
    ORDER BY a.seq
    """,
    moments=(15, 22, 23),
    days=(10, 11),
    parsed=(3,),
)
PLANS = Statement(
    f"""
    SELECT p.ref, p.state, p.kept_by, p.kept_by_phone, v.title, v.kind, v.status, v.language,
      v.source_at, v.received_at, v.made_on, v.starts_on, v.ends_on, m.starts_at, m.ref,
      v.own_words, v.notes, v.lead, v.units, v.id
    FROM {_PLAN_AND_VERSION}
    LEFT JOIN appointment m ON m.id = (
      SELECT id FROM appointment
      WHERE patient_id = p.patient_id AND is_shown AND plan_resource_id = p.resource_id
        AND starts_at > ? AND status IN ('booked', 'arrived', 'checked-in')
      ORDER BY starts_at LIMIT 1)
    WHERE p.patient_id = ? ORDER BY {_FOREMOST}
    """,
    moments=(8, 9, 13),
    days=(10, 11, 12),
    parsed=(16, 17, 18),
)
GOALS = Statement(
    """
    SELECT key, text, status, achievement, due_on, starts_on FROM goal
    WHERE version_id = ? AND patient_id = ? AND is_shown ORDER BY seq
    """,
    days=(4, 5),
)
ACTIVITIES = Statement(
    f"""
    SELECT {_ACTIVITY} FROM activity a
    WHERE a.version_id = ? AND a.patient_id = ? AND a.is_shown ORDER BY a.seq
    """,
    moments=(15,),
    days=(10, 11),
    parsed=(3,),
)
DOCUMENTS = Statement(
    """
    SELECT ref, title, content_type, length(content), made_on,
      CASE content_type WHEN 'text/plain' THEN content END
    FROM plan_document WHERE version_id = ? AND patient_id = ? AND is_shown ORDER BY id
    """,
    days=(4,),
)
