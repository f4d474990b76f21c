"""Acting on a link: all of a form is recorded in one transaction, or nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from desk.acting import carry_out
from desk.recording import Report, Told, tell_in
from models.actor import Actor
from models.casestore import save
from models.clock import day_of
from models.installation.secret import secret_of
from models.installation.settings import Settings
from models.occupations.register import UnknownOccupation
from models.refusals import Refused
from models.storage.database import reading, writing
from notifications.invitations.links import InvitationUnknown, read, use
from notifications.invitations.renewal import RenewedLink, renew
from states.law.applicability import FormsRefused, ReservationRefused
from states.machine import MoveRefused
from states.records.competence import ProfileRefused
from states.records.demand import AnswerRefused
from states.records.doubts import CONFIRMED, Unconfirmed
from states.records.hours import HoursRefused
from states.records.milestones import RecordingRefused
from states.records.needs import NeedRefused
from states.text import Text
from states.written import email_address
from web.links import forms
from web.links.forms import Wrong
from web.links.page import Typed
from web.links.rows import MORE, ROWS
from web.links.scene import Scene, WhyClosed, look
from web.links.view import SentForm, forms_of, view

FORM, SEEN = "form", "seen"
"""Hidden fields: which form was sent, and the digest of what its page showed."""
LINK_USED = "link_used"
ROWS_MORE = 3
REFUSED = (
    *(RecordingRefused, Refused, FormsRefused, ReservationRefused, NeedRefused, UnknownOccupation),
    *(ProfileRefused, AnswerRefused, HoursRefused, MoveRefused),
)
"""What a reader is told beside the form; anything else is no fault of what they wrote."""


@dataclass(frozen=True, slots=True)
class LinkClosed:
    """A link that opens no page; `scene` is set only for the link's own reader."""

    why: WhyClosed
    scene: Scene | None = None


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page to show, with what was typed if a form was sent that could not be used."""

    scene: Scene
    answer: SentForm | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """The form was recorded."""

    form: str


class TurnedDown(Exception):
    """Raised to leave the transaction without writing anything; `changed` tells that the page had changed."""

    def __init__(self, answer: SentForm, *, changed: bool = False) -> None:
        super().__init__()
        self.answer, self.changed = answer, changed


def addresses_in(sent: Typed) -> set[str]:
    """Return the e-mail addresses among what was typed, for `look` and `scene_of`."""
    return {address for typed in sent.values() if (address := email_address(typed))}


def actor_of(scene: Scene) -> Actor:
    """Return who acts on a page: its reader, in the role that the link gives them that day."""
    return Actor(scene.role, scene.reader.id)


@dataclass(frozen=True, slots=True)
class LinkDesk:
    """Opens and answers links, at one moment in time."""

    engine: Engine
    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        return day_of(self.now)

    def show(self, token: str) -> OpenPage | LinkClosed:
        """Return the page that a link opens; nothing is written."""
        with reading(self.engine) as connection:
            return self.opened(connection, token)

    def act(self, token: str, sent: Typed) -> Recorded | OpenPage | LinkClosed:
        """Record a form, or return why not; retry once after a conflict with another writer."""
        try:
            return carry_out(self.engine, lambda connection: self._recorded(connection, token, sent))
        except TurnedDown as turned:
            # What was in hand has been changed: the page is shown from what is stored.
            shown = self.show(token)
            return OpenPage(shown.scene, turned.answer, turned.changed) if isinstance(shown, OpenPage) else shown

    def renew(self, token: str) -> RenewedLink | None:
        """Send a new link to the reader of an old one; return None if they may not act on the page any more."""
        with writing(self.engine) as connection:
            try:
                invitation = read(connection, token, secret=secret_of(self.settings))
            except InvitationUnknown:
                return None
            return renew(connection, invitation, today=self.today, at=self.now, settings=self.settings)

    def opened(
        self, connection: Connection, token: str, *, locked: bool = False, sent: Typed | None = None
    ) -> OpenPage | LinkClosed:
        """Return the page that a link opens, in a transaction; `locked` locks its case for the rest of it.

        `sent` is what was typed, whose e-mail addresses are looked up.
        """
        try:
            invitation = read(connection, token, secret=secret_of(self.settings))
        except InvitationUnknown:
            return LinkClosed(WhyClosed.UNKNOWN)
        scene = look(
            connection,
            invitation,
            today=self.today,
            settings=self.settings,
            locked=locked,
            addresses=addresses_in(sent or {}),
        )
        if isinstance(scene, WhyClosed):
            return LinkClosed(scene)
        if invitation.used_at is not None and not scene.lasting:
            return LinkClosed(WhyClosed.USED, scene)
        if invitation.has_expired(self.today):
            return LinkClosed(WhyClosed.ELSEWHERE) if scene.ended else LinkClosed(WhyClosed.EXPIRED, scene)
        return OpenPage(scene)

    def _recorded(self, connection: Connection, token: str, sent: Typed) -> Recorded | LinkClosed:
        opened = self.opened(connection, token, locked=True, sent=sent)
        if isinstance(opened, LinkClosed):
            return opened
        request = read_form(opened.scene, sent)
        invitation = opened.scene.invitation
        if not opened.scene.lasting and invitation and not use(connection, invitation, at=self.now):
            raise TurnedDown(request.answer())
        record_form(connection, opened.scene, request, event=LINK_USED)
        return Recorded(request.form)


def record_form(connection: Connection, scene: Scene, request: "SentRequest", *, event: str) -> None:
    """Record what a form tells, in the name of the reader of its page; `event` is how the journal calls that.

    Raises TurnedDown with what the reader is told, and CaseChanged.
    """
    case, by = scene.case, actor_of(scene)
    case.note(scene.today, actor=str(by), event=event, target=scene.purpose, detail=request.form)
    try:
        for told in request.told:
            tell_in(
                connection,
                case,
                replace(told, reason=request.reason) if isinstance(told, Report) else told,
                by=by,
                today=scene.today,
                confirmed=request.confirmed,
                days=scene.ladder.days,
            )
    except Unconfirmed as asked:
        raise TurnedDown(request.answer(*(reason.text for reason in asked.reasons), asks=True)) from None
    except REFUSED as refused:
        raise TurnedDown(request.answer(*(reason.text for reason in refused.reasons))) from None
    save(connection, [case])


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A form that was sent, parsed: what it tells, and the reason given for breaking a rule, if any."""

    form: str
    told: Sequence[Told]
    reason: str
    sent: Typed

    @property
    def confirmed(self) -> bool:
        """Whether the reader has said yes to what they were asked about."""
        return bool(self.sent.get(CONFIRMED))

    def answer(self, *problems: Text, asks: bool = False) -> SentForm:
        return SentForm(self.form, self.sent, {"": problems}, asks=asks)


def read_form(scene: Scene, sent: Typed) -> SentRequest:
    """Return the parsed form; raise TurnedDown if the page has changed, asks for more rows or a field is wrong."""
    name = sent.get(FORM, "")
    form = forms_of(scene, sent).get(name)
    if form is None or sent.get(SEEN) != view(scene).digest:
        raise TurnedDown(SentForm(name, sent, {}), changed=True)
    if form.rows and MORE in sent:
        raise TurnedDown(SentForm(name, {**sent, ROWS: str(form.rows + ROWS_MORE)}, {}))
    try:
        given = forms.read(form, sent, scene.today)
        return SentRequest(name, form.told(given), given.get(form.reason) or "", sent)
    except Wrong as wrong:
        problems = {field: (text,) for field, text in wrong.problems.items()}
        raise TurnedDown(SentForm(name, sent, problems)) from None
