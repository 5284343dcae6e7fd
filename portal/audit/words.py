"""What the log says, in words: each `What` as what somebody did, without who did it."""

from collections.abc import Callable, Mapping

from portal.audit.trail import What
from portal.web.languages import gettext as _

WORDS: Mapping[str, Callable[[], str]] = {
    What.SIGNED_IN: lambda: _("loggade in"),
    What.SIGNED_OUT: lambda: _("loggade ut"),
    What.HOME: lambda: _("öppnade första sidan"),
    What.PLAN: lambda: _("läste planen"),
    What.PLAN_VERSIONS: lambda: _("läste vad som har ändrats i planen"),
    What.PLAN_PRINT: lambda: _("öppnade planen för att skriva ut den"),
    What.PLAN_PDF: lambda: _("sparade planen som en PDF"),
    What.DOCUMENT: lambda: _("öppnade ett dokument i planen"),
    What.CONTACTS: lambda: _("läste kontakterna"),
    What.MEETINGS: lambda: _("läste listan över möten"),
    What.MEETING: lambda: _("läste om ett möte"),
    What.MEETING_JOINED: lambda: _("gick in i ett videomöte"),
    What.CALENDAR_FILE: lambda: _("hämtade ett möte till sin kalender"),
    What.SHARING: lambda: _("öppnade sidorna om delning"),
    What.LOG: lambda: _("läste den här loggen"),
    What.LOG_FILE: lambda: _("hämtade den här loggen som en fil"),
    What.OWN_COPY: lambda: _("tog fram en kopia på papper"),
    What.GRANT_BEGUN: lambda: _("började förbereda en delning"),
    What.GRANT_CHOSEN: lambda: _("valde vad en delning ska innehålla"),
    What.GRANT_GIVEN: lambda: _("gav en närstående rätt att läsa"),
    What.GRANT_CODE_ASKED: lambda: _("började göra en ny kod till en delning"),
    What.GRANT_CODE_RENEWED: lambda: _("gjorde en ny kod till en delning"),
    What.GRANT_ACCEPTED: lambda: _("sa ja till att läsa"),
    What.GRANT_CONFIRM_ASKED: lambda: _("började bekräfta vem det är som får läsa"),
    What.GRANT_CONFIRMED: lambda: _("bekräftade vem det är som får läsa"),
    What.GRANT_NARROWED: lambda: _("stängde något i en delning"),
    What.GRANT_HIDDEN: lambda: _("dolde något för någon"),
    What.GRANT_SHORTENED: lambda: _("gjorde en delning kortare"),
    What.GRANT_WISHED: lambda: _("började öppna mer i en delning"),
    What.GRANT_WIDENED: lambda: _("öppnade mer i en delning"),
    What.GRANT_PAUSED: lambda: _("pausade en delning"),
    What.GRANT_ENDED: lambda: _("avslutade en delning"),
    What.GRANT_LEFT: lambda: _("lämnade en delning"),
    What.GRANT_DELAYED: lambda: _(
        "loggade in i samma webbläsare som den andra, så det som är nytt väntar"
    ),
    What.GRANT_GUESSED: lambda: _("märkte att fel kod skrevs många gånger"),
    What.GRANTS_KEPT: lambda: _("gick igenom delningarna och lät dem vara kvar"),
    What.SENT: lambda: _("skickade uppgifter om dig hit"),
    What.REMOVED: lambda: _("tog bort uppgifter om dig härifrån"),
    What.READ_BACK: lambda: _("läste det som systemet självt har skickat om dig"),
    What.READ_ANEW: lambda: _("läste på nytt det som vården har skickat om dig"),
    What.NUMBER_CHANGED: lambda: _("ändrade ditt personnummer"),
    What.GRANTS_FETCHED: lambda: _("hämtade vad du delar och hur länge, men inte med vem"),
}

NAMED: Mapping[str, Callable[[str], str]] = {
    What.GRANT_BEGUN: lambda name: _("började förbereda delningen med %(name)s", name=name),
    What.GRANT_CHOSEN: lambda name: _("valde vad delningen med %(name)s ska innehålla", name=name),
    What.GRANT_GIVEN: lambda name: _("gav %(name)s rätt att läsa", name=name),
    What.GRANT_CONFIRMED: lambda name: _("bekräftade att %(name)s får läsa", name=name),
    What.GRANT_NARROWED: lambda name: _("slutade visa något för %(name)s", name=name),
    What.GRANT_HIDDEN: lambda name: _("dolde något för %(name)s", name=name),
    What.GRANT_SHORTENED: lambda name: _("gjorde delningen med %(name)s kortare", name=name),
    What.GRANT_WISHED: lambda name: _("började visa mer för %(name)s", name=name),
    What.GRANT_WIDENED: lambda name: _("visade mer för %(name)s", name=name),
    What.GRANT_PAUSED: lambda name: _("pausade delningen med %(name)s", name=name),
    What.GRANT_ENDED: lambda name: _("avslutade delningen med %(name)s", name=name),
}
"""The same of a grant whose other person can be called by a name."""


def in_words(what: str, name: str = "") -> str:
    """The words for a `What`; those of a later version of the portal are not hidden.

    `name` is of the person with whom a grant is shared, unless that person is who did it.
    """
    if name and what in NAMED:
        return NAMED[what](name)
    words = WORDS.get(what)
    return words() if words else _("gjorde något annat")
