"""What a person does with a meeting: join it."""

from sqlalchemy import bindparam, select

from portal.access import policy
from portal.audit import trail
from portal.audit.trail import What
from portal.features.appointments.values import Meeting
from portal.identity.viewer import Viewer
from portal.models.appointment import Appointment

appointment = policy.visible(Appointment)
LINK = policy.narrowed(select(appointment.video_url).where(appointment.ref == bindparam("ref")))


class NotOpen(Exception):
    """The meeting cannot be joined now: too early, over, cancelled, or without a link."""


def join(viewer: Viewer, meeting: Meeting) -> str:
    """Trace that the viewer joins, and give the https address to go to.

    Raises `NotOpen`, also for an address that is not https: the intake lets none in, but an
    address that a browser is sent to is checked where it is used.
    """
    if not meeting.is_open:
        raise NotOpen
    [(address,)] = policy.read(viewer, LINK, ref=meeting.ref)
    if not address.startswith("https://"):
        raise NotOpen
    trail.looked(viewer, What.MEETING_JOINED, meeting.ref)
    return str(address)
