"""What a supplier has promised, who looks after it, and under which name it goes on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, change_case
from desk.people import add_person
from models import competence, firms, obligations, operations
from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.going_on import Handover, gone_on
from models.people import FirmPerson, check_named, firm_person
from models.subject_meant import winner_meant
from states.facts import Milestone, Role
from states.processes.supplier import SUPPLIER_PROCESS
from states.records.competence import Profile
from states.records.names import tidied
from states.records.observations import Observation


@dataclass(frozen=True, slots=True)
class SupplierMeant:
    """A winner of a case, named as loosely as people do: both may be empty where there is only one."""

    supplier: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class NewColleague:
    """Somebody of a labour-market unit who is not in the directory yet; `unit` by its name."""

    name: str
    email: str
    phone: str
    unit: str


@dataclass(frozen=True, slots=True)
class Care:
    """Who looks after a supplier, by their numbers in the directory; None leaves it as it is."""

    contact_id: int | None = None
    """The contact person at the labour-market unit."""
    supplier_person_id: int | None = None
    """The supplier's own contact person."""
    supplier_person: FirmPerson | None = None
    """The same, as somebody who may not be in the directory yet."""
    colleague: NewColleague | None = None
    """The contact person, as somebody who is added to the directory."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who looks after a winner of a case from now on."""

    meant: SupplierMeant
    care: Care


@dataclass(frozen=True, slots=True)
class Promise:
    """What a winner of a case has promised, as fields of `states.records.obligations.Obligation`."""

    meant: SupplierMeant
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Introduction:
    """Whom to talk to at a winner of a case, told together with who won."""

    meant: SupplierMeant
    person: FirmPerson


@dataclass(frozen=True, slots=True)
class Described:
    """What the jobs with a winner are and ask for."""

    meant: SupplierMeant
    profile: Profile


@dataclass(frozen=True, slots=True)
class NewName:
    """What a supplier is called from now on, and its organisation number where it is known.

    With a `handover` it is another firm, to which the contract has gone over; without one the same firm.
    """

    name: str
    organisation_number: str = ""
    handover: Handover | None = None


@dataclass(frozen=True, slots=True)
class GoneOn:
    """Under what a supplier goes on, and the (lot, name before) of each of its obligations that do."""

    outcome: Outcome
    before: tuple[tuple[str, str], ...]


def oblige(
    engine: Engine,
    reference: str,
    meant: SupplierMeant,
    promise: Mapping[str, Any],
    *,
    by: Actor,
    today: date,
    confirmed: bool = False,
) -> Outcome:
    """Enter what a supplier has promised, as fields of `states.records.obligations.Obligation`; the rest stays.

    What was not entered before and is left out is as the clause says that went out. Raises UnknownCase, CaseChanged,
    Unconfirmed for a figure other than the clause's unless it is `confirmed`, and Refused for amounts that cannot be,
    for a supplier that is through or not known, and for who may not enter it.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        return oblige_in(connection, case, Promise(meant, promise), by=by, today=today, confirmed=confirmed)

    return change_case(engine, reference, act)


def oblige_in(
    connection: Connection, case: CaseFile, told: Promise, *, by: Actor, today: date, confirmed: bool = False
) -> bool:
    """Enter what a winner of a loaded case has promised as `oblige` does; return whether anything is new."""
    owed = winner_meant(case, told.meant.supplier, told.meant.lot)
    return obligations.oblige(connection, case, owed, told.figures, by=by, today=today, confirmed=confirmed)


def assign(engine: Engine, reference: str, meant: SupplierMeant, care: Care, *, by: Actor, today: date) -> Outcome:
    """Name who looks after a supplier; naming a contact person is recorded as a milestone of the day.

    The supplier's own contact person is the one that another case knows, where nobody is named.

    Raises UnknownCase, CaseChanged, RecordingRefused where it is too early, and Refused for a supplier that is not
    known, for who may not assign, and for people whom the directory does not give the role that day.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        return assign_in(connection, case, Appointment(meant, care), by=by, today=today)

    return change_case(engine, reference, act)


def assign_in(connection: Connection, case: CaseFile, told: Appointment, *, by: Actor, today: date) -> bool:
    """Name who looks after a supplier of a loaded case as `assign` does; return whether anything is new.

    A colleague is added to the directory first; raises CityUnreadable for what cannot stand there.
    """
    care = told.care
    if care.colleague is not None:
        care = replace(care, contact_id=add_person(connection, asdict(care.colleague) | {"role": Role.LABOUR_MARKET}))
    for number, role in ((care.contact_id, Role.LABOUR_MARKET), (care.supplier_person_id, Role.SUPPLIER)):
        if number is not None:
            check_named(connection, number, (role,), today)
    owed = winner_meant(case, told.meant.supplier, told.meant.lot)
    own_person = care.supplier_person_id
    if care.supplier_person is not None:
        own_person = firm_person(connection, care.supplier_person)
    if own_person is None and owed.supplier_person_id is None:
        own_person = firms.known_person(connection, owed.supplier, today)
    assigned = care.contact_id is not None and operations.record(
        connection,
        case,
        Observation(
            Milestone.CONTACT_ASSIGNED,
            today,
            str(by),
            by_person=True,
            as_of=today,
            lot=owed.lot,
            supplier=owed.supplier,
        ),
        by=by,
        today=today,
    )
    changed = obligations.look_after(
        connection, case, owed, by=by, today=today, contact_id=care.contact_id, supplier_person_id=own_person
    )
    return assigned or changed


def introduce_in(connection: Connection, case: CaseFile, told: Introduction, *, by: Actor, today: date) -> bool:
    """Enter whom to talk to at a winner, who is added to the directory if new; return whether anything is new.

    Raises Refused for a winner that is not known, an address that is none or the city's, and for who may not tell.
    """
    owed = winner_meant(case, told.meant.supplier, told.meant.lot)
    number = firm_person(connection, told.person)
    return obligations.look_after(connection, case, owed, by=by, today=today, supplier_person_id=number)


def describe_in(connection: Connection, case: CaseFile, told: Described, *, by: Actor, today: date) -> bool:
    """Enter the competence profile of a winner's positions; return whether anything is new.

    Raises ProfileRefused for a profile that tells of somebody or of no occupation, and Refused for a winner that is not
    known and for who may not tell.
    """
    owed = winner_meant(case, told.meant.supplier, told.meant.lot)
    return competence.describe(connection, case, owed, told.profile, by=by, today=today)


def describe(
    engine: Engine, reference: str, meant: SupplierMeant, told: Mapping[str, Any], *, by: Actor, today: date
) -> Outcome:
    """Enter what is told of the jobs with a winner, as fields of `states.records.competence.Profile`; the rest stays.

    Raises UnknownCase, CaseChanged, and what `describe_in` raises.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        subject = winner_meant(case, meant.supplier, meant.lot).subject
        known = competence.profiles_of(connection, [case]).get((case.id, subject), Profile(""))
        return describe_in(connection, case, Described(meant, replace(known, **told)), by=by, today=today)

    return change_case(engine, reference, act)


def go_on(engine: Engine, reference: str, meant: SupplierMeant, new: NewName, *, by: Actor, today: date) -> GoneOn:
    """Let a supplier go on under a new name, or its contract in another firm, on all its lots or on the one meant.

    Promise, positions, hires, people, records, reminders, links and calendar entries go on under the new name. It is
    taken back by naming the old one. Raises UnknownCase, CaseChanged, and Refused for who may not enter it, a supplier
    that is not known, a name, number, day or reason that cannot be, and a name that has a promise of its own.
    """
    before: list[tuple[str, str]] = []

    def act(connection: Connection, case: CaseFile) -> bool:
        before[:] = gone_on(
            case,
            meant.supplier,
            meant.lot,
            new.name,
            new.handover,
            number=new.organisation_number,
            by=by,
            today=today,
        )
        if before:
            _let_know(connection, new, {name for _, name in before})
            operations.settle(case, today)
            save(connection, [case])
        return bool(before)

    outcome = change_case(engine, reference, act)
    # Under its new name the supplier's process looks as if it had just begun.
    moves = tuple(one for one in outcome.moves if one.before or one.process != SUPPLIER_PROCESS.name)
    return GoneOn(replace(outcome, moves=moves), tuple(before))


def _let_know(connection: Connection, new: NewName, before: set[str]) -> None:
    """Store what this says of firms, so that other cases find them."""
    name = tidied(new.name)
    if new.handover is None:
        for old in sorted(before):
            firms.rename(connection, old, name, new.organisation_number)
    else:
        firms.remember(connection, [*((old, "") for old in sorted(before)), (name, new.organisation_number)])
