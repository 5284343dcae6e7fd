"""What the provider says of a person, by scope and by place (ID token or UserInfo)."""

from typing import Literal

from portal.demo.cast import Person
from portal.demo.desk import Question

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
INFO = "https://id.oidc.se/scope/naturalPersonInfo"
NUMBER = "https://id.oidc.se/scope/naturalPersonNumber"
PERSONAL = "https://id.oidc.se/claim/personalIdentityNumber"
COORDINATION = "https://id.oidc.se/claim/coordinationNumber"

INFO_CLAIMS = ("name", "given_name", "family_name", "birthdate")
NUMBER_CLAIMS = (PERSONAL, COORDINATION)


def about(
    person: Person, *, question: Question, place: Literal["id_token", "userinfo"]
) -> dict[str, str]:
    """The claims that were asked for and that the person has."""
    wanted = set(question.claims.get(place, ()))
    if NUMBER in question.scopes:
        wanted.update(NUMBER_CLAIMS)
    if INFO in question.scopes and place == "userinfo":
        wanted.update(INFO_CLAIMS)
    return {name: value for name, value in _known(person).items() if name in wanted}


def _known(person: Person) -> dict[str, str]:
    """Exactly one of the two kinds of number, as the Swedish profile demands."""
    return {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birthdate": person.birthdate.isoformat(),
        COORDINATION if person.has_coordination_number else PERSONAL: person.number,
    }
