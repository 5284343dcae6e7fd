"""Makes the transaction that Min plan takes of what a FHIR R4 server answers to a search.

    python3 from-server.py HSA-ID <searchset.json >transaction.json

HSA-ID is that of the system that the resources come from.
"""

import json
import sys
import uuid

PEOPLE = "http://electronichealth.se/identifier/"
SOURCE = "urn:oid:1.2.752.129.2.1.4.1#"


def transaction(searchset, source):
    """One entry for each resource but the Patients, in a Bundle without what a search adds."""
    found = {address(one): one for one in (entry["resource"] for entry in searchset["entry"])}
    people = {at: person(one) for at, one in found.items() if one["resourceType"] == "Patient"}
    base = searchset["entry"][0]["fullUrl"].rpartition("/")[0].rpartition("/")[0]
    entries = [
        entry_of(settled(one, found, people, base), base, source)
        for at, one in found.items()
        if at not in people
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def entry_of(resource, base, source):
    """The resource under a name of its own, as something to put."""
    kind, name = resource["resourceType"], identifier(base, address(resource))
    meta = {"source": SOURCE + source, "lastUpdated": resource["meta"]["lastUpdated"]}
    if resource["meta"].get("versionId", "").isdigit():
        meta["versionId"] = resource["meta"]["versionId"]
    if resource["meta"].get("security"):
        meta["security"] = resource["meta"]["security"]
    others = [one for one in resource.get("identifier", []) if one != name]
    return {
        "fullUrl": full_url(base, address(resource)),
        "request": {"method": "PUT", "url": f"{kind}?identifier={name['system']}|{name['value']}"},
        "resource": {**resource, "meta": meta, "identifier": [name, *others]},
    }


def settled(value, found, people, base):
    """The same with each reference as it must be: a person, in the bundle, or by identifier."""
    if isinstance(value, list):
        return [settled(one, found, people, base) for one in value]
    if not isinstance(value, dict):
        return value
    to = value.get("reference")
    rest = {name: settled(one, found, people, base) for name, one in value.items()}
    if not isinstance(to, str) or to.startswith("#"):
        return rest
    del rest["reference"]
    to = to.removeprefix(base + "/").partition("/_history/")[0]
    if to in people:
        return {**rest, "type": "Patient", "identifier": people[to]}
    if to in found:
        return {**rest, "reference": full_url(base, to)}
    return {**rest, "type": to.partition("/")[0], "identifier": identifier(base, to)}


def person(patient):
    """The identity number of a Patient: all of the patient that is sent."""
    numbers = [one for one in patient["identifier"] if one.get("system", "").startswith(PEOPLE)]
    return {"system": numbers[0]["system"], "value": numbers[0]["value"]}


def address(resource):
    return f"{resource['resourceType']}/{resource['id']}"


def identifier(base, to):
    """The name of what stands at an address of the server: the same each time it is sent."""
    kind, _, id_ = to.partition("/")
    return {"system": f"{base}/{kind}", "value": id_}


def full_url(base, to):
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{base}/{to}')}"


if __name__ == "__main__":
    json.dump(transaction(json.load(sys.stdin), sys.argv[1]), sys.stdout, ensure_ascii=False)
