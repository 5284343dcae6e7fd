"""Every page of the portal, and who sees it: the list that the accessibility tests walk.

A new page belongs here, or in `NOT_PAGES` with a word on why nobody looks at it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Look:
    """One page as somebody of the cast (or nobody) gets it.

    `{meeting}` in an address is one of that person's meetings, in the `form` that is named;
    `{grant}` is the grant from Anna to Bertil, `{draft}` what she has begun to share with a neighbour.
    """

    name: str
    endpoint: str
    address: str
    who: str = ""
    form: str = ""
    status: int = 200


LOOKS = (
    Look(name="first page", endpoint="home.show", address="/"),
    Look(name="home", endpoint="home.show", address="/", who="anna"),
    Look(name="home without anything", endpoint="home.show", address="/", who="david"),
    Look(name="home without a plan", endpoint="home.show", address="/", who="folke"),
    Look(name="home without a contact", endpoint="home.show", address="/", who="ines"),
    Look(name="plan", endpoint="care_plan.show", address="/plan", who="anna"),
    Look(name="plan of the municipality", endpoint="care_plan.show", address="/plan?vem=kommun", who="anna"),
    Look(name="plan that is a document", endpoint="care_plan.show", address="/plan", who="elsa"),
    Look(name="no plan yet", endpoint="care_plan.show", address="/plan", who="folke"),
    Look(name="plan withdrawn", endpoint="care_plan.show", address="/plan", who="greta"),
    Look(name="plan not approved", endpoint="care_plan.show", address="/plan", who="henrik"),
    Look(name="versions", endpoint="care_plan.versions", address="/plan/versioner", who="anna"),
    Look(name="plan on paper", endpoint="home.print_view", address="/plan/skriv-ut", who="anna"),
    Look(name="contacts", endpoint="contacts.show", address="/kontakter", who="anna"),
    Look(name="no contacts", endpoint="contacts.show", address="/kontakter", who="ines"),
    Look(name="meetings", endpoint="appointments.show_all", address="/moten", who="anna"),
    Look(name="no meetings", endpoint="appointments.show_all", address="/moten", who="david"),
    Look(name="sharing", endpoint="sharing.show_all", address="/delning", who="anna"),
    Look(name="sharing with nobody", endpoint="sharing.show_all", address="/delning", who="cecilia"),
    Look(name="whom to share with", endpoint="sharing.ask_who", address="/delning/ny", who="anna"),
    Look(name="a grant", endpoint="sharing.show_one", address="/delning/{grant}", who="anna"),
    Look(name="receipt", endpoint="sharing.receipt", address="/delning/{grant}/kvitto", who="anna"),
    Look(name="change a grant", endpoint="sharing.ask_to_change", address="/delning/{grant}/andra", who="anna"),
    Look(name="end for good", endpoint="sharing.ask_to_end", address="/delning/{grant}/avsluta", who="anna"),
    Look(name="is it still right", endpoint="sharing.ask_to_look_through", address="/delning/paminnelse", who="anna"),
    Look(name="left quickly", endpoint="sharing.leave_quickly", address="/almanacka"),
    Look(name="parts of a copy", endpoint="home.choose_copy", address="/delning/kopia", who="anna"),
    Look(name="copy on paper", endpoint="home.print_copy", address="/delning/kopia/papper?moten=ja&kontakter=ja&mal=ja&insatser=ja&dokument=ja", who="anna"),
    Look(name="shared with me", endpoint="shared_with_me.show", address="/delat-med-mig", who="bertil"),
    Look(name="nothing shared with me", endpoint="shared_with_me.show", address="/delat-med-mig", who="david"),
    Look(name="home by grant", endpoint="home.show", address="/for/{grant}", who="bertil"),
    Look(name="plan by grant", endpoint="care_plan.show", address="/for/{grant}/plan", who="bertil"),
    Look(name="meetings by grant", endpoint="appointments.show_all", address="/for/{grant}/moten", who="bertil"),
    Look(name="contacts by grant", endpoint="contacts.show", address="/for/{grant}/kontakter", who="bertil"),
    Look(name="somebody else's grant", endpoint="home.show", address="/for/{grant}", who="david", status=404),
    Look(name="as Bertil sees it", endpoint="home.show", address="/delning/{grant}/visa", who="anna"),
    Look(name="shown together", endpoint="home.show", address="/tillsammans", who="anna"),
    Look(name="plan shown together", endpoint="care_plan.show", address="/tillsammans/plan", who="anna"),
    Look(name="log", endpoint="access_log.show", address="/logg", who="anna"),
    Look(name="languages", endpoint="language.choose", address="/sprak"),
    Look(name="display", endpoint="display.choose", address="/visning"),
    Look(name="about", endpoint="about.about", address="/om"),
    Look(name="accessibility", endpoint="about.accessibility", address="/tillganglighet"),
    Look(name="privacy", endpoint="about.privacy", address="/integritet"),
    Look(name="feedback", endpoint="feedback.write", address="/synpunkter"),
    Look(name="feedback has come", endpoint="feedback.thank", address="/synpunkter/tack?nr=K7M4PQ"),
    Look(name="signing out", endpoint="sign_in.ask_to_leave", address="/logga-ut", who="anna"),
    Look(name="signed out", endpoint="sign_in.goodbye", address="/utloggad?nyss=ja"),
    Look(name="time is up", endpoint="sign_in.goodbye", address="/utloggad?varfor=tid"),
    Look(name="sign-in broken off", endpoint="sign_in.arrive", address="/oidc/callback?state=x&code=x", status=400),
    Look(name="unknown address", endpoint="", address="/finns-inte", status=404),
    Look(name="wrong method", endpoint="", address="/inloggning/fortsatt", who="anna", status=405),
)  # fmt: skip
STEPS = (
    Look(name="what to share", endpoint="sharing.ask_what", address="/delning/{draft}/vad", who="anna"),
    Look(name="which insatser", endpoint="sharing.ask_which", address="/delning/{draft}/insatser", who="anna"),
    Look(name="whose insatser", endpoint="sharing.ask_whose", address="/delning/{draft}/vems", who="anna"),
    Look(name="how long to share", endpoint="sharing.ask_how_long", address="/delning/{draft}/hur-lange", who="anna"),
    Look(name="is it right", endpoint="sharing.review", address="/delning/{draft}/granska", who="anna"),
)  # fmt: skip
MEETING_FORMS = ("home", "health-centre", "hospital", "video", "telephone", "mixed")
MEETINGS = tuple(
    Look(
        name=f"meeting: {form}",
        endpoint="appointments.show_one",
        address="/moten/{meeting}",
        form=form,
    )
    for form in MEETING_FORMS
)
ALL = (*LOOKS, *STEPS, *MEETINGS)
NOT_PAGES = {
    "static": "files",
    "care_plan.document": "the care system's own document, as it was sent",
    "home.pdf": "a file; see tests/features/home/test_pdf.py",
    "access_log.fetch": "a table for a spreadsheet",
    "appointments.calendar": "a file for the calendar",
    "sharing.ask_to_approve": "a step of opening more; see test_sharing.py",
    "sharing.ask_to_confirm": "a step after somebody has said yes; see test_sharing.py",
    "sharing.ask_for_new_code": "a step while a code waits; see test_sharing.py",
    "council.ask": "only while a council tries the demo; see test_council.py",
    "council.thank": "only while a council tries the demo; see test_council.py",
    "about.security": "a text for those who look for security contacts",
    "health.alive": "asked by machines",
    "health.ready": "asked by machines",
    "sign_in.start": "leads on to the identity provider",
    "sign_in.time_left": "a part of a page; see test_session_warning.py",
    "sign_in.wave": "a picture of one transparent point",
}
