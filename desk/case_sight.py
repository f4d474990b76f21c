"""A case in the eyes of somebody on a day: what everything that is shown of it is worked out from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from desk.access import AccountRole, Deed, SignedIn, deed_of, may
from matters.directory import Directory, Reader
from matters.ladder import Ladder, Matter
from matters.open_matters import about, holders_of, open_now
from matters.recipients import Recipient
from models.casefile import CaseFile, TrackFile
from notifications.invitations.links import Purpose
from notifications.invitations.rules import acting_role
from states.facts import Facts
from states.text import Text

OpenOne: TypeAlias = tuple[TrackFile, Facts, Matter, date]
"""A track, its facts, a matter that is open in it, and the base date of the matter."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A case, who looks at it, and the day; the directory holds at least the people whom the case names."""

    case: CaseFile
    who: SignedIn
    today: date
    ladder: Ladder
    directory: Directory
    _opened: list[OpenOne] = field(default_factory=list, init=False, compare=False, repr=False)

    def opened(self) -> Sequence[OpenOne]:
        """Return every matter that is open, with its track, its facts and its base date; raise Unreadable."""
        if not self._opened:
            self._opened.extend(open_now(self.case, self.today, self.ladder))
        return self._opened

    def may_act(self) -> bool:
        """Tell whether who looks may change anything of the case."""
        return self.who.person_id is not None and may(self.who, Deed.ACT_ON_CASE, self.case)

    def may_take(self, purpose: Purpose, track: TrackFile) -> bool:
        """Tell whether who looks may take a step: who is asked, and the support function in anybody's place."""
        if self.who.person_id is None or not may(self.who, deed_of(purpose), self.case):
            return False
        if self.who.role is AccountRole.SUPPORT:
            return True
        role = acting_role(purpose, self.who.person_id, self.case, track, today=self.today, directory=self.directory)
        return role is not None

    def asked(self, role: Recipient, track: TrackFile) -> Reader | None:
        """Return who is asked today for a role about a track."""
        return self.directory.recipient(role, self.case, self.today, holders=holders_of(self.case, track))

    def about(self, track: TrackFile) -> Text:
        """Return which supplier or position a track is about, to stand behind a heading."""
        return Text(about(self.case, track, "sv"), about(self.case, track, "en"))
