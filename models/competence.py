"""The competence profiles of suppliers, as they are stored: each change is a new row, and the newest counts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from models.actor import Actor
from models.casefile import CaseFile, ObligationFile
from models.casestore import save
from models.refusals import Refused
from models.storage.driver_statements import Statement, among, id_list
from models.tables import CompetenceProfile
from states.facts import Role
from states.records.competence import Profile, Requirement, check_profile
from states.refusal import Reason
from states.text import Text

_profile = CompetenceProfile.__table__
MAY_DESCRIBE = (Role.LABOUR_MARKET, Role.SUPPLIER, Role.SUPPORT)
Profiles = Mapping[tuple[int, str], Profile]
"""By case and supplier, as its track is called."""


def describe(
    connection: Connection, case: CaseFile, owed: ObligationFile, profile: Profile, *, by: Actor, today: date
) -> bool:
    """Store the profile of a supplier's positions; return False when exactly this is stored already.

    The journal tells that it changed, not the words. Raises ProfileRefused for a text that tells of somebody, and
    Refused for who neither needs nor finds people.
    """
    if by.role not in MAY_DESCRIBE:
        raise Refused(Reason("not_yours", _NOT_YOURS, MAY_DESCRIBE))
    check_profile(profile)
    if profiles_of(connection, [case]).get((case.id, owed.subject)) == profile:
        return False
    codes = " ".join(sorted(profile.requirements))
    row = {
        "case_id": case.id,
        "lot": owed.lot,
        "supplier": owed.supplier,
        "occupation": profile.occupation,
        "tasks": profile.tasks,
        "share": profile.share,
        "place": profile.place,
        "starts_on": profile.starts_on,
        "requirements": codes,
        "about": profile.about,
        "as_of": today,
        "source": str(by),
    }
    connection.execute(insert(_profile).values(row))
    track = case.track("supplier", owed.subject)
    case.note(today, actor=str(by), event="described", track=track, detail=codes)
    save(connection, [case])
    return True


def profiles_of(connection: Connection, cases: Sequence[CaseFile]) -> Profiles:
    """Return the newest profile of each supplier of some cases, in one statement."""
    rows = _OF_CASES.rows(connection, (id_list(connection, sorted(case.id for case in cases)),))
    newest = {(case_id, lot, supplier): _profile_of(told) for case_id, lot, supplier, *told in rows}
    return {
        (case.id, owed.subject): newest[key]
        for case in cases
        for owed in case.obligations
        if (key := (case.id, owed.lot, owed.supplier)) in newest
    }


def _profile_of(told: Sequence[Any]) -> Profile:
    occupation, tasks, share, place, starts_on, codes, about = told
    return Profile(occupation, tasks, share, place, starts_on, frozenset(map(Requirement, codes.split())), about)


_c = _profile.c
_OF_CASES = Statement(
    ["ids"],
    lambda db: (
        select(
            _c.case_id,
            _c.lot,
            _c.supplier,
            _c.occupation,
            _c.tasks,
            _c.share,
            _c.place,
            _c.starts_on,
            _c.requirements,
            _c.about,
        )
        .where(among(_c.case_id, db))
        .order_by(_c.id)
    ),
)
_NOT_YOURS = Text("Det här kan inte göras av den rollen.", "This cannot be done by that role.")
