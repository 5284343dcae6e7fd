import pytest

from portal.identity.care_systems.scopes import ScopeRefused, allowed, checked, narrowed

REGISTERED = ["system/*.cud", "system/Bundle.c", "system/CarePlan.r"]


def test_scopes_are_kept_once_and_in_order():
    assert checked(["system/Goal.u", "system/*.cud", "system/Goal.u"]) == [
        "system/*.cud",
        "system/Goal.u",
    ]


@pytest.mark.parametrize(
    "scope",
    [
        "",
        "system/CarePlan",
        "system/CarePlan.",
        "system/CarePlan.dc",
        "system/CarePlan.s",
        "system/CarePlan.read",
        "system/*.m",
        "system/Goal.m",
        "system/RelatedPerson.cm",
        "system/careplan.c",
        "system/CarePlan.c?category=x",
        "patient/CarePlan.r",
        "user/*.cruds",
        "system/Bundle.c ",
        "openid",
    ],
)
def test_what_is_no_scope_is_not_registered(scope: str):
    with pytest.raises(ScopeRefused):
        checked(["system/CarePlan.c", scope])


def test_at_least_one_scope_is_needed():
    with pytest.raises(ScopeRefused):
        checked([])


def test_the_star_stands_for_what_care_systems_send_and_not_for_bundles_or_decisions():
    assert allowed({"system/*.cud"}, kind="Goal", letter="d")
    assert not allowed({"system/*.cud"}, kind="Goal", letter="r")
    assert not allowed({"system/*.crud"}, kind="Bundle", letter="c")
    assert not allowed({"system/*.crud"}, kind="Consent", letter="r")
    assert allowed({"system/Consent.r"}, kind="Consent", letter="r")


def test_to_state_mandates_is_held_by_its_own_name_and_by_nothing_wider():
    for wider in ("system/*.crud", "system/RelatedPerson.crud", "system/*.cud"):
        assert not allowed({wider}, kind="RelatedPerson", letter="m")
        assert narrowed([wider], asked="system/RelatedPerson.m") is None
    named = ["system/*.cud", "system/RelatedPerson.m"]
    assert checked(named) == named
    assert allowed(named, kind="RelatedPerson", letter="m")
    assert not allowed({"system/RelatedPerson.m"}, kind="RelatedPerson", letter="c")
    assert narrowed(named, asked="system/RelatedPerson.m") == ["system/RelatedPerson.m"]


def test_one_scope_does_not_open_another_kind():
    assert not allowed({"system/Goal.crud"}, kind="CarePlan", letter="c")


def test_who_asks_for_nothing_special_gets_everything_registered():
    assert narrowed(REGISTERED, asked=None) == sorted(REGISTERED)


@pytest.mark.parametrize(
    "asked",
    ["system/Bundle.c", "system/Goal.cu", "system/CarePlan.crud", "system/*.c system/Bundle.c"],
)
def test_less_than_registered_may_be_asked_for(asked: str):
    assert narrowed(REGISTERED, asked=asked) == asked.split(" ")


@pytest.mark.parametrize(
    "asked",
    [
        "system/Goal.r",
        "system/*.r",
        "system/Consent.r",
        "system/Bundle.cr",
        "system/Bundle.c system/Goal.r",
        "system/Bundle.c  system/Goal.c",
        "openid",
        "",
    ],
)
def test_more_than_registered_or_no_scope_at_all_is_too_much(asked: str):
    assert narrowed(REGISTERED, asked=asked) is None
