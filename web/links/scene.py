"""The scene of a link: one process of one case, as its reader may see it today."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from sqlalchemy import Connection

from matters.directory import Directory, Reader, read_directory_of, readers_at
from matters.introductions import Around
from matters.ladder import Ladder, Matter
from matters.ladder_file import ladder_in_force
from matters.open_matters import concerns, open_now
from models.casefile import CaseFile, TrackFile
from models.casestore import load, load_some
from models.competence import profiles_of
from models.contracts import FirmContract, contracts_of
from models.firms import Firms, firms_called
from models.installation.settings import Settings
from notifications.invitations.links import Bound, Invitation, Purpose
from notifications.invitations.rules import OFFERED, RULES, acting_role, has_ended
from notifications.letters.digest import contact_for, shared_contact
from notifications.letters.render import ContactLines, shown_contact
from states.facts import Facts, Milestone, Role
from states.processes.placement import OF_THE_PERSON, person_of
from states.records.competence import Profile
from states.records.observations import Observation, current


class WhyClosed(Enum):
    """Why a link opens no page."""

    UNKNOWN = auto()
    ELSEWHERE = auto()
    """Somebody else answers now, or nobody has to any more."""
    EXPIRED = auto()
    USED = auto()


@dataclass(frozen=True, slots=True)
class Scene:
    """One process of one case, its reader, and the role in which they act; `matters` are open and met on this page."""

    bound: Bound
    invitation: Invitation | None
    """The link that it was opened by; None where its reader has signed in."""
    case: CaseFile
    track: TrackFile
    facts: Facts
    reader: Reader
    role: Role
    today: date
    ladder: Ladder
    directory: Directory
    contact: ContactLines
    support: ContactLines
    """How anybody reaches the support function."""
    city: str
    firms: Firms
    """The firms that have won here, as they are known from other cases."""
    contracts: tuple[FirmContract, ...]
    """What the supplier of the page owes in other contracts, where the page asks about them."""
    profile: Profile | None
    """What the jobs with the supplier are and ask for."""
    formerly: str
    """The reference that the case had in the mail, where it was merged into this one since."""
    typed: Mapping[str, Reader]
    """Who is in the directory at the e-mail addresses that were typed, by address."""

    @property
    def purpose(self) -> Purpose:
        return self.bound.purpose

    @property
    def signed_in(self) -> bool:
        """The reader has signed in, and came by no link."""
        return self.invitation is None

    @property
    def of_support(self) -> bool:
        """The reader is of the support function, and is sent to the officer with questions."""
        return self.reader.role == Role.SUPPORT and self.contact.email != self.support.email

    @property
    def lasting(self) -> bool:
        """The link is used again and again."""
        return RULES[self.purpose].lasting

    @property
    def ended(self) -> bool:
        """The procurement is over: its pages tell what they know and ask nothing."""
        return has_ended(self.case)

    @property
    def around(self) -> Around:
        """The supplier that the page is about, and its surroundings."""
        days = self.ladder.days
        return Around(self.case, self.track, self.facts, self.directory, self.city, days.first_dialogue, self.profile)

    def matters(self) -> Iterator[tuple[Matter, TrackFile, Facts]]:
        """Yield what is owed now and met on this page: of the process itself, and of the positions below a supplier."""
        for track, facts, matter, _ in open_now(self.case, self.today, self.ladder):
            of = track.subject if track.process == self.track.process else track.parent
            offered = self.purpose in OFFERED.get(matter.name, ()) and of == self.track.subject
            if offered and concerns(matter, facts, self.reader):
                yield matter, track, facts

    def next(self) -> Iterator[tuple[Matter, TrackFile, Facts]]:
        """Yield the matters owed now in this process by the readers of this page, whichever page meets them."""
        for track, facts, matter, _ in open_now(self.case, self.today, self.ladder):
            if track is self.track and any(rung.to is RULES[self.purpose].asked for rung in matter.rungs):
                yield matter, track, facts

    def records(self, milestone: Milestone) -> list[Observation]:
        """Return the records of a milestone that count: of the whole purchase, else of this supplier or candidate."""
        standing = [one for one in current(self.case.recorded) if one.milestone is milestone]
        if not self.track.subject:
            return standing
        if self.track.parent:
            at_hand = self.case.known().candidate(self.track.subject)
            whose = person_of(at_hand) if milestone in OF_THE_PERSON else at_hand
            return [one for one in standing if one.placement == whose]
        owed = self.case.obligation(self.track.subject)
        return [one for one in standing if owed and (one.lot, one.supplier) == (owed.lot, owed.supplier)]


def look(
    connection: Connection,
    invitation: Invitation,
    *,
    today: date,
    settings: Settings,
    locked: bool = False,
    addresses: Collection[str] = (),
) -> Scene | WhyClosed:
    """Return the scene of an invitation today; `locked` locks the case for the rest of the transaction.

    The directory is read each time, because the people who may act can have changed since the mail. It is read for whom
    the page may be about, and for who is at the `addresses` that were typed on it.
    """
    case = _case(connection, invitation.bound.case_id, locked=locked)
    if case is None:
        return WhyClosed.ELSEWHERE
    found = scene_of(connection, invitation.bound, case, today=today, settings=settings, addresses=addresses)
    if found is None:
        return WhyClosed.ELSEWHERE
    return replace(found, invitation=invitation, formerly=_formerly(connection, invitation))


def scene_of(
    connection: Connection,
    bound: Bound,
    case: CaseFile,
    *,
    today: date,
    settings: Settings,
    addresses: Collection[str] = (),
    beside: Role | None = None,
) -> Scene | None:
    """Return the scene of one page for one person today; None if they may not act on it, or there is nothing to act on.

    `addresses` are those that were typed on the page; `beside` is the role in which somebody acts whom nobody asks:
    who steers the case answers for others.
    """
    firms = firms_called(connection, _winners(case)) if bound.purpose is Purpose.CONTACT_POINT_2 else Firms(())
    directory = _directory_for(connection, bound, case, firms)
    reader = directory.people.get(bound.person_id)
    track = case.track(RULES[bound.purpose].process, bound.subject)
    if track is None or reader is None:
        return None
    role = acting_role(bound.purpose, reader.id, case, track, today=today, directory=directory) or beside
    if role is None:
        return None
    return Scene(
        bound=bound,
        invitation=None,
        case=case,
        track=track,
        facts=case.facts_of(track, today),
        reader=reader,
        role=role,
        today=today,
        ladder=ladder_in_force(settings),
        directory=directory,
        contact=shown_contact(contact_for(case, directory, today, settings, reader=reader)),
        support=shown_contact(shared_contact(directory, settings)),
        city=settings.city,
        firms=firms,
        contracts=_contracts(connection, case, track) if bound.purpose is Purpose.SUPPLIER else (),
        profile=profiles_of(connection, [case]).get((case.id, track.parent or track.subject)),
        formerly="",
        typed=readers_at(connection, addresses) if addresses else {},
    )


def _case(connection: Connection, case_id: int, *, locked: bool) -> CaseFile | None:
    return load(connection, case_id) if locked else next(iter(load_some(connection, [case_id])), None)


def _contracts(connection: Connection, case: CaseFile, track: TrackFile) -> tuple[FirmContract, ...]:
    owed = case.obligation(track.subject)
    return tuple(contracts_of(connection, case, owed)) if owed else ()


def _directory_for(connection: Connection, bound: Bound, case: CaseFile, firms: Firms) -> Directory:
    """Return the people whom a page may be about; those of firms are suggested where these have won here."""
    of_firms = (firm.person_id for firm in firms if firm.person_id is not None)
    officers = bound.purpose is Purpose.ASSESSMENT
    return read_directory_of(connection, [case], [bound.person_id, *of_firms], officers=officers)


def _winners(case: CaseFile) -> list[tuple[str, str]]:
    told = {(one.lot, one.supplier): one.value for one in current(case.recorded) if one.milestone in _NAMED}
    return [(supplier, told.get((lot, supplier), "")) for lot, supplier in case.known().winners]


_NAMED = frozenset({Milestone.WINNER_NAMED})


def _formerly(connection: Connection, invitation: Invitation) -> str:
    if invitation.made_for == invitation.bound.case_id:
        return ""
    (merged,) = load_some(connection, [invitation.made_for])
    return merged.reference
