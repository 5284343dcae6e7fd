"""Faults in what the ID token and UserInfo say, with a right signature under them."""

from tests.support.identity_providers.fault import Edit, Fault, all_of, drop, put, shift
from tests.support.identity_providers.signing import Claims, as_json, damaged, rs256, unsigned

PERSONAL = "https://id.oidc.se/claim/personalIdentityNumber"
COORDINATION = "https://id.oidc.se/claim/coordinationNumber"
LOA2 = "http://id.elegnamnden.se/loa/1.0/loa2"
WEEK = 7 * 24 * 3600
DAY = 24 * 3600


def _aud_with(other: str) -> Fault:
    return Fault(
        outcome="pin",
        id_token=lambda claims: claims.update(aud=[claims["aud"], other], azp=claims["aud"]),
    )


def _older(seconds: int, *, exp_in: int) -> Edit:
    """Issued some seconds ago, good until exp_in seconds from now (negative: already past)."""

    def edit(claims: Claims) -> None:
        now = claims["iat"]
        claims.update(iat=now - seconds, exp=now + exp_in)

    return edit


def _number_reads(change: str) -> Fault:
    """The number with its last digit, or what stands for it, changed."""

    def edit(claims: Claims) -> None:
        number = claims[PERSONAL]
        match change:
            case "check digit":
                claims[PERSONAL] = number[:-1] + str((int(number[-1]) + 1) % 10)
            case "arabic-indic":
                claims[PERSONAL] = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
            case "newline":
                claims[PERSONAL] = number + "\n"
            case "hyphen":
                claims[PERSONAL] = f"{number[:8]}-{number[8:]}"
            case "ten digits":
                claims[PERSONAL] = number[2:]
            case "number":
                claims[PERSONAL] = int(number)

    return Fault(id_token=edit, userinfo=edit)


_NUMBER_AWAY = drop(PERSONAL, COORDINATION)
_BOTH_NUMBERS = put({COORDINATION: "189006759881"})

ID_TOKEN = {
    "no at_hash": Fault(outcome="accept", id_token=drop("at_hash"), module="missing-athash"),
    "aud a list of us": Fault(
        outcome="accept", id_token=lambda claims: claims.update(aud=[claims["aud"]])
    ),
    "azp ours": Fault(outcome="accept", id_token=lambda claims: claims.update(azp=claims["aud"])),
    "iat 20 s ahead": Fault(outcome="accept", id_token=shift("iat", seconds=20)),
    "exp 20 s ago": Fault(outcome="accept", id_token=_older(250, exp_in=-20)),
    "aud us and other, azp ours": _aud_with("another-portal"),
    "exp 60 s ago": Fault(outcome="pin", id_token=_older(250, exp_in=-60)),
    "iss wrong": Fault(id_token=put({"iss": "https://other.example"}), module="invalid-iss"),
    "iss missing": Fault(id_token=drop("iss")),
    "iss with a slash more": Fault(id_token=lambda claims: claims.update(iss=claims["iss"] + "/")),
    "sub missing": Fault(id_token=drop("sub"), module="missing-sub"),
    "sub empty": Fault(id_token=put({"sub": ""}), userinfo=put({"sub": ""})),
    "sub with NUL": Fault(id_token=put({"sub": "a\0b"}), userinfo=put({"sub": "a\0b"})),
    "sub of 10 000 characters": Fault(
        id_token=put({"sub": "s" * 10_000}), userinfo=put({"sub": "s" * 10_000})
    ),
    "sub a list": Fault(id_token=put({"sub": ["a"]}), userinfo=put({"sub": ["a"]})),
    "sub a number": Fault(id_token=put({"sub": 7}), userinfo=put({"sub": 7})),
    "aud wrong": Fault(id_token=put({"aud": "another-portal"}), module="invalid-aud"),
    "aud missing": Fault(id_token=drop("aud"), module="missing-aud"),
    "aud other as text, azp ours": Fault(
        id_token=lambda claims: claims.update(azp=claims["aud"], aud="another-portal")
    ),
    "aud other as list, azp ours": Fault(
        id_token=lambda claims: claims.update(azp=claims["aud"], aud=["another-portal"])
    ),
    "aud us and other, no azp": Fault(
        id_token=lambda claims: claims.update(aud=[claims["aud"], "another-portal"])
    ),
    "azp other": Fault(id_token=put({"azp": "another-portal"})),
    "iat missing": Fault(id_token=drop("iat"), module="missing-iat"),
    "iat a week old": Fault(id_token=_older(WEEK, exp_in=300)),
    "iat 61 s ahead": Fault(id_token=shift("iat", seconds=61)),
    "iat 1 h ahead": Fault(id_token=all_of(shift("iat", seconds=3600), shift("exp", seconds=3600))),
    "exp missing": Fault(id_token=drop("exp")),
    "exp 61 s ago": Fault(id_token=_older(250, exp_in=-61)),
    "exp past": Fault(id_token=_older(250, exp_in=-200)),
    "exp a day ahead": Fault(id_token=shift("exp", seconds=DAY)),
    "nbf in the future": Fault(id_token=lambda claims: claims.update(nbf=claims["iat"] + 600)),
    "nonce wrong": Fault(id_token=put({"nonce": "another"}), module="nonce-invalid"),
    "nonce missing": Fault(id_token=drop("nonce")),
    "nonce missing and said to be unsupported": Fault(
        id_token=all_of(drop("nonce"), put({"nonce_supported": False}))
    ),
    "nonce a list": Fault(id_token=lambda claims: claims.update(nonce=[claims["nonce"]])),
    "at_hash wrong": Fault(
        id_token=put({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}), module="invalid-athash"
    ),
    "acr too low": Fault(id_token=put({"acr": LOA2})),
    "acr missing": Fault(id_token=drop("acr")),
    "acr with a tail": Fault(id_token=lambda claims: claims.update(acr=claims["acr"] + "x")),
    "auth_time missing": Fault(id_token=drop("auth_time")),
    "auth_time a day old": Fault(id_token=shift("auth_time", seconds=-DAY)),
    "auth_time 40 s before the attempt": Fault(id_token=shift("auth_time", seconds=-40)),
    "auth_time 20 s before the attempt": Fault(
        outcome="accept", id_token=shift("auth_time", seconds=-20)
    ),
    "no number": Fault(id_token=_NUMBER_AWAY, userinfo=_NUMBER_AWAY),
    "both numbers": Fault(id_token=_BOTH_NUMBERS, userinfo=_BOTH_NUMBERS),
    "number with a wrong check digit": _number_reads("check digit"),
    "number in arabic-indic digits": _number_reads("arabic-indic"),
    "number with a newline": _number_reads("newline"),
    "number with a hyphen": _number_reads("hyphen"),
    "number of ten digits": _number_reads("ten digits"),
    "number as a number": _number_reads("number"),
}

USERINFO = {
    "userinfo of another sub": Fault(
        userinfo=put({"sub": "somebody-else"}), module="userinfo-invalid-sub"
    ),
    "userinfo without sub": Fault(userinfo=drop("sub")),
    "userinfo of another issuer": Fault(userinfo=put({"iss": "https://other.example"})),
    "userinfo for another portal": Fault(userinfo=put({"aud": "another-portal"})),
    "userinfo with a bad signature": Fault(sign_userinfo=damaged(rs256)),
    "userinfo unsigned": Fault(sign_userinfo=unsigned),
    "userinfo as JSON where signed is required": Fault(sign_userinfo=as_json),
}
