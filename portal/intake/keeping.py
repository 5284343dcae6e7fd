"""Decide on each entry, keep what is new, and let the pages' rows and the access log follow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.access.denials import hold
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Transaction
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.intake.decide import Effect, Stamp, decide
from portal.intake.entry import Entry
from portal.intake.hashing import content_hash
from portal.intake.kept import Kept
from portal.intake.outcome import BundleRefused, EntryResult, Fault, Remark
from portal.intake.projecting import patients_behind, project
from portal.intake.references import ABOUT_SOMEBODY, keys_referred_to, settled
from portal.intake.remark_rules import Context
from portal.intake.remarks import remarks_on
from portal.intake.rules import Rules
from portal.intake.scope_rules import faults_of_effect
from portal.intake.standing import Happened
from portal.intake.store import Store

STATUS = {Effect.CREATED: 201, Effect.DELETED: 204}
REMARKS = {
    Effect.CONFIRMED: "The same content as before: no new version",
    Effect.REPLAYED: "Received before: nothing to do",
    Effect.SUPERSEDED: "Older than what is current: kept in the history",
    Effect.TIED: "The same time as before with other content: the later fetched is taken",
}
CHANGING = frozenset(Effect) - {Effect.REPLAYED, Effect.CONFLICT}


@dataclass(frozen=True)
class Decided:
    """An entry with what it will do."""

    entry: Entry
    kept: Kept
    stamp: Stamp
    body: dict[str, object] | None
    effect: Effect
    patient_id: int | None


def keep(
    entries: Sequence[Entry], transaction: Transaction, sealer: Sealer, rules: Rules
) -> list[EntryResult]:
    """Keep the entries; raises `BundleRefused` before anything is written of any of them."""
    store = Store(transaction, sealer)
    numbers = {number for entry in entries for number in (entry.number, entry.relative_number)}
    people = {
        number: person_of(transaction, sealer, number) for number in sorted(filter(None, numbers))
    }
    _lock(store, entries, people)
    kept = store.claim([entry.key for entry in entries])
    decided = [_decide(entry, kept, entries, people, rules) for entry in entries]
    faults = [
        *_foreign(store, entries),
        *(fault for one in decided for fault in _faults(one, rules)),
    ]
    if faults:
        raise BundleRefused(faults)
    kinds = {entry.full_url: entry.key.kind for entry in entries if entry.full_url}
    context = Context(transaction.now, kinds)
    results = [_keep_one(store, one, context) for one in decided]
    _follow(store, decided, rules)
    return results


def _lock(store: Store, entries: Sequence[Entry], people: Mapping[str, int]) -> None:
    """One bundle at a time about each person, and nobody who reads by their grants meanwhile."""
    flagged = {entry.number for entry in entries if entry.key.kind == "Flag"}
    everybody = {*people.values(), *_known_patients(store, entries)}
    hold(
        store.transaction,
        people=everybody,
        signed_in_people=[people[number] for number in flagged if number is not None],
    )
    store.lock_people(everybody)


def _known_patients(store: Store, entries: Sequence[Entry]) -> Iterator[int]:
    """Whom the resources were about so far: a DELETE does not say."""
    for kept in store.of_keys({entry.key.digest for entry in entries}):
        if kept.patient_id is not None:
            yield kept.patient_id


def _decide(
    entry: Entry,
    kept: Mapping[str, Kept],
    entries: Sequence[Entry],
    people: Mapping[str, int],
    rules: Rules,
) -> Decided:
    mine = kept[entry.key.digest]
    body = None
    if entry.resource is not None:
        body = settled(entry, {one.full_url: one.key for one in entries}, people)
    content = content_hash(body) if body is not None else None
    stamp = Stamp(content, entry.source_at, entry.source_version)
    patient_id = people[entry.number] if entry.number else None
    effect = decide(mine.stamps, stamp, takes_ties=rules.takes_ties)
    return Decided(entry, mine, stamp, body, effect, patient_id)


def _faults(one: Decided, rules: Rules) -> Iterator[Fault]:
    at, held = one.entry.at, one.kept.patient_id
    if one.body is not None:
        yield from faults_of_effect(one.effect, one.kept.kind, at, rules)
    if one.patient_id is not None and held not in (None, one.patient_id):
        yield Fault(422, "business-rule", f"{at}.resource", "It never moves to another person")
    elif one.effect is Effect.CONFLICT:
        yield Fault(409, "conflict", f"{at}.resource.meta", "The same version with other content")
    if one.entry.if_match is not None and one.entry.if_match != one.kept.current_number:
        yield Fault(412, "conflict", f"{at}.request.ifMatch", "Not the version that is current")


def _foreign(store: Store, entries: Sequence[Entry]) -> Iterator[Fault]:
    """A source may not send under a name that another source has given to a patient's resource."""
    named = [entry for entry in entries if entry.key.kind in ABOUT_SOMEBODY]
    holders = store.sources_with_names([entry.key for entry in named]) if named else {}
    for entry in named:
        key = entry.key
        if holders.get((key.kind, key.system, key.value), set()) - {key.source}:
            yield Fault(403, "forbidden", entry.at, "Another source's resource has this identifier")


def _keep_one(store: Store, one: Decided, context: Context) -> EntryResult:
    kept = one.kept
    if one.effect in CHANGING:
        kept.patient_id = one.patient_id if kept.patient_id is None else kept.patient_id
        store.add_stamp(kept, one.stamp, *_version(store, one))
    number = kept.current_number
    return EntryResult(
        status=STATUS.get(one.effect, 200),
        effect=one.effect,
        kind=kept.kind,
        number=number,
        location=f"{kept.kind}/{kept.key}/_history/{number}" if number else "",
        remarks=tuple(_remarks(one, context)),
    )


def _version(store: Store, one: Decided) -> tuple[int | None, int | None]:
    """The version a stamp is about, and its number: a new one, or one that is here already."""
    if one.body is None:
        return None, None
    if one.effect is Effect.CONFIRMED:
        same = [said for said in one.kept.in_order() if said.stamp.content == one.stamp.content]
        return same[-1].version_id, same[-1].number
    number = one.kept.next_number
    links = keys_referred_to(one.body, one.kept.source)
    return store.add_version(one.kept, one.stamp.content or "", one.body, links), number


def _remarks(one: Decided, context: Context) -> Iterator[Remark]:
    if one.effect in REMARKS:
        yield Remark("informational", one.entry.at, REMARKS[one.effect])
    if one.entry.resource is not None:
        yield from remarks_on(one.entry.resource, f"{one.entry.at}.resource", context)


def _follow(store: Store, decided: Sequence[Decided], rules: Rules) -> None:
    """Project for every patient the changes reach, each with a trace of who sent them."""
    changed = [one for one in decided if one.effect in CHANGING or _confirms(one)]
    keys = {one.kept.key for one in changed if one.effect in CHANGING}
    patients = patients_behind(store, [one.kept for one in changed if not _only_repeats(one)])
    store.lock_people(patients)
    for patient_id in sorted(patients):
        happened = project(
            store,
            patient_id,
            changed=keys,
            confirmed={one.kept.key for one in changed if _confirms(one)},
            ages=rules.ages,
        )
        for one in happened:
            _trace(store, one)
        about = [one for one in changed if one.kept.patient_id in (None, patient_id)]
        for source in sorted({one.kept.source for one in about}):
            effects = {one.effect for one in about if one.kept.source == source}
            what = What.REMOVED if effects == {Effect.DELETED} else What.SENT
            trail.sent(store.transaction, patient_id=patient_id, source=source, what=what)


def _only_repeats(one: Decided) -> bool:
    """That a unit is as it was concerns nobody; thousands of patients may refer to it."""
    is_shared = one.kept.patient_id is None and one.effect is Effect.CONFIRMED
    return is_shared and one.kept.in_order()[-1].stamp == one.stamp


def _confirms(one: Decided) -> bool:
    """A mandate holds as long as its newest words are repeated."""
    return one.entry.relative_number is not None and one.kept.in_order()[-1].stamp == one.stamp


def _trace(store: Store, one: Happened) -> None:
    trail.sent(
        store.transaction,
        patient_id=one.patient_id,
        source=one.source,
        what=one.what,
        ref=one.ref,
    )
