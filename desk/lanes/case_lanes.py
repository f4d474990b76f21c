"""The lanes of one case as they stand on a day: put together of the journal, the records and the rules."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from desk.labels import state_label
from desk.lanes.ahead import ComingState, purchase_ahead, supplier_ahead, target_group_ahead
from desk.lanes.drawn import BarKind, FoldedSupplier, LabelKind, Lane, LaneBar, LaneKind, LaneLabel, Lanes
from desk.lanes.happenings import PURCHASE, TARGET, Where, labels
from desk.lanes.stays import Histories, Stay
from desk.lanes.sync_links import Course, links
from matters.ladder import Ladder
from models.casefile import CaseFile, TrackFile
from models.journal import Entry
from states.law.clearance import performance_bars
from states.processes.placement import FILLED, NEEDED, PLACEMENT
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.processes.registry import PROCESSES
from states.processes.supplier import SUPPLIER_PROCESS, SupplierState
from states.processes.target_group import TARGET_GROUP
from states.text import Text, joined, verbatim

MOST_LANES = 4
_TITLES = {
    PROCUREMENT.name: Text("Upphandling", "Purchase"),
    TARGET_GROUP.name: Text("Målgrupp", "Target group"),
}
_SUPPLIER = Text("Leverantör\u00a0{number}", "Supplier\u00a0{number}")
_MORE = Text("{number} leverantörer till", "{number} more suppliers")
_ALL_HAVE = Text("{filled} av {needed} platser tillsatta", "{filled} of {needed} positions filled")
_SOME = verbatim("{number} {state}")
_KEYS = {PROCUREMENT.name: Text("U", "P"), TARGET_GROUP.name: Text("M", "T")}


def lanes(
    case: CaseFile,
    entries: Iterable[Entry],
    today: date,
    ladder: Ladder,
    *,
    unit: str = "",
    labour_unit: str = "",
    unfolded: bool = False,
    with_suppliers: bool = True,
) -> Lanes:
    """Return the lanes of a case with its journal. Raises Unreadable.

    `unit` and `labour_unit` are the names of those who buy and who prepare people. Of many suppliers those that are
    pressing least share one lane, unless it is `unfolded`. Who may not know yet who has won sees the lanes without
    the suppliers' (`with_suppliers` false).
    """
    found = _Lanes(case, entries, today, ladder)
    if not with_suppliers:
        found.suppliers = []
    return found.drawn(unit, labour_unit, unfolded=unfolded)


class _Lanes:
    def __init__(self, case: CaseFile, entries: Iterable[Entry], today: date, ladder: Ladder) -> None:
        case.check_strays()
        self.case, self.today, self.ladder = case, today, ladder
        self.histories = Histories(case, entries, today)
        found = labels(case, self.histories, today, ladder)
        self.stays: dict[Where, tuple[Stay, ...]] = {
            (track.process, track.subject): self.histories.stays(track)
            for track in case.tracks
            if track.process in PROCESSES
        }
        self.labels = {**found, **{where: self._with_end(where, found.get(where, ())) for where in self.stays}}
        self.suppliers = [track for track in case.tracks if track.process == SUPPLIER_PROCESS.name]
        purchase = case.track(PROCUREMENT.name)
        self.ended = purchase is None or purchase.state in PROCUREMENT.ends
        self.until = self.stays[PURCHASE][-1].since if self.ended and PURCHASE in self.stays else today
        """The day up to which the lanes go."""
        self.ahead = {} if self.ended else self._ahead()

    def _with_end(self, where: Where, known: Sequence[LaneLabel]) -> tuple[LaneLabel, ...]:
        """Return the labels of a track with how it ended, where none of that day tells it."""
        last = self.stays[where][-1]
        told = any(one.on == last.since and one.kind is not LabelKind.OWED for one in known)
        if last.state not in PROCESSES[where[0]].ends or told:
            return tuple(known)
        ended = LaneLabel(last.since, state_label(where[0], last.state), LabelKind.HAPPENED)
        return tuple(sorted([*known, ended], key=lambda one: one.on))

    # --- how they go on

    def _ahead(self) -> dict[Where, tuple[ComingState, ...]]:
        case, today, ladder = self.case, self.today, self.ladder
        found: dict[Where, tuple[ComingState, ...]] = {}
        for track in self.suppliers:
            if track.state not in SUPPLIER_PROCESS.ends:
                found[_key(track)] = supplier_ahead(case.facts_of(track, today), track.state, ladder)
        starts = [step.until for steps in found.values() for step in steps if step.state == SupplierState.RECRUITING]
        first_start = min((day for day in starts if day is not None), default=None)
        suppliers = tuple(found.values())
        purchase, target = case.track(PROCUREMENT.name), case.track(TARGET_GROUP.name)
        if purchase is not None:
            found[PURCHASE] = purchase_ahead(case.facts(today), purchase.state, ladder, first_start)
        if target is not None and target.state not in TARGET_GROUP.ends:
            assessed_by = self._assessed_by()
            found[TARGET] = target_group_ahead(
                case.facts(today), target.state, ladder, assessed_by=assessed_by, suppliers=suppliers
            )
        return found

    def _assessed_by(self) -> date | None:
        owed = {one.matter: one.on for one in self.labels.get(PURCHASE, ())}
        return owed.get("relevance_assessment") or owed.get("contact_point_1")

    # --- what is drawn

    def drawn(self, unit: str, labour_unit: str, *, unfolded: bool) -> Lanes:
        own, shared = (self.suppliers, []) if unfolded else self._folded()
        drawn = [self._of_case(PROCUREMENT.name, LaneKind.PURCHASE, unit)]
        places: dict[Where, int] = {PURCHASE: 0}
        for track in own:
            places[_key(track)] = len(drawn)
            drawn.append(self._of_supplier(track))
        if shared:
            places |= dict.fromkeys(map(_key, shared), len(drawn))
            drawn.append(self._of_several(shared))
        if self.case.track(TARGET_GROUP.name) is not None:
            places[TARGET] = len(drawn)
            drawn.append(self._of_case(TARGET_GROUP.name, LaneKind.TARGET_GROUP, labour_unit))
        places.setdefault(TARGET, 0)
        course = Course(self.case, self.today, self.histories, self.stays, self.ahead, self.labels, places, self.ladder)
        return Lanes(
            self.case.reference,
            self.today,
            self.ended,
            tuple(drawn),
            links(course),
            tuple(self._as_folded(track) for track in shared),
        )

    def _folded(self) -> tuple[list[TrackFile], list[TrackFile]]:
        """Return which suppliers have a lane of their own, and which share one: those that are pressing least."""
        room = MOST_LANES - len(_TITLES)
        if len(self.suppliers) <= room:
            return self.suppliers, []
        pressing = sorted(self.suppliers, key=self._pressing)[: room - 1]
        return pressing, [track for track in self.suppliers if track not in pressing]

    def _pressing(self, track: TrackFile) -> tuple[bool, date]:
        owed = self._owed(track)
        return track.state in SUPPLIER_PROCESS.ends, owed.on if owed else date.max

    def _owed(self, track: TrackFile) -> LaneLabel | None:
        """Return what a supplier owes next; what is late is next."""
        owed = (one for one in self.labels.get(_key(track), ()) if one.kind is LabelKind.OWED)
        return next(iter(owed), None)

    def _as_folded(self, track: TrackFile) -> FoldedSupplier:
        return FoldedSupplier(track.subject, state_label(track.process, track.state), self._owed(track))

    def _of_case(self, process: str, kind: LaneKind, name: str) -> Lane:
        where = (process, "")
        seats = _run_together(self._seats()) if kind is LaneKind.TARGET_GROUP else ()
        key = _KEYS[process]
        return Lane(kind, key, _TITLES[process], name, self._bars(where), self.labels.get(where, ()), seats)

    def _of_supplier(self, track: TrackFile) -> Lane:
        where, number = _key(track), self.suppliers.index(track) + 1
        stopped = performance_bars(self.case.facts_of(track, self.today))
        title, key = _SUPPLIER.fill(number=number), verbatim(str(number))
        bars = self._bars(where)
        return Lane(
            LaneKind.SUPPLIER, key, title, track.subject, bars, self.labels.get(where, ()), stopped=tuple(stopped)
        )

    def _bars(self, where: Where) -> tuple[LaneBar, ...]:
        process = where[0]
        ends = PROCESSES[process].ends
        found = []
        for stay in self.stays.get(where, ()):
            if stay.until is not None and stay.until > stay.since:
                found.append(_bar(process, stay.state, stay.since, stay.until, BarKind.PASSED))
            if stay.until is None and stay.state not in ends:
                found += self._from_now(where, stay)
        return tuple(found)

    def _from_now(self, where: Where, stay: Stay) -> Iterator[LaneBar]:
        process, today = where[0], self.today
        if self.ended:
            yield _bar(process, stay.state, stay.since, max(self.until, stay.since), BarKind.PASSED)
            return
        yield _bar(process, stay.state, min(stay.since, today), today, BarKind.CURRENT)
        begins: date | None = today
        for step in self.ahead.get(where, (ComingState(stay.state, None),)):
            if begins is None:
                return
            if step.until is None or step.until > begins:
                yield _bar(process, step.state, begins, step.until, BarKind.EXPECTED)
            begins = step.until

    # --- several tracks in one

    def _of_several(self, tracks: Sequence[TrackFile]) -> Lane:
        """Return the lane that several suppliers share: how many of them stand where, and what they owe together."""
        histories = [self.stays[_key(track)] for track in tracks]
        bars = _run_together(
            LaneBar(_counted(states), begins, ends, kind)
            for begins, ends, kind, states in _together(histories, self.until, ended=self.ended)
            if states
        )
        summed: dict[tuple[object, ...], LaneLabel] = {}
        for track in tracks:
            for one in self.labels.get(_key(track), ()):
                key = (one.on, one.what, one.kind, one.minor)
                number = one.number + (summed[key].number if key in summed else 0)
                summed[key] = replace(one, number=number)
        told = tuple(sorted(summed.values(), key=lambda one: one.on))
        title = _MORE.fill(number=len(tracks))
        return Lane(LaneKind.MORE_SUPPLIERS, verbatim("+"), title, "", bars, told)

    def _seats(self) -> Iterator[LaneBar]:
        """Yield how many of all positions were filled from when to when."""
        places = [stays for (process, _), stays in self.stays.items() if process == PLACEMENT.name]
        for begins, ends, kind, states in _together(places, self.until, ended=self.ended):
            needed = sum(states[state] for state in NEEDED)
            if needed:
                filled = sum(states[state] for state in FILLED)
                yield LaneBar(_ALL_HAVE.fill(filled=filled, needed=needed), begins, ends, kind)


def _key(track: TrackFile) -> Where:
    return track.process, track.subject


def _bar(process: str, state: str, begins: date, ends: date | None, kind: BarKind) -> LaneBar:
    in_court = process == PROCUREMENT.name and state == ProcurementState.REVIEW
    return LaneBar(state_label(process, state), begins, ends, kind, in_court, state)


def _counted(states: Counter[str]) -> Text:
    """Return how many suppliers are in which state; of one state its name alone."""
    labels = [(state_label(SUPPLIER_PROCESS.name, state), number) for state, number in states.most_common()]
    if len(labels) == 1:
        return labels[0][0]
    return joined(_SOME.fill(number=number, state=label) for label, number in labels)


def _together(
    histories: Sequence[Sequence[Stay]], today: date, *, ended: bool
) -> Iterator[tuple[date, date | None, BarKind, Counter[str]]]:
    """Yield from when to when how many tracks stood in which state, and how they stand from today."""
    changes = sorted({stay.since for stays in histories for stay in stays if stay.since < today})
    for begins, ends in pairwise([*changes, *([today] if changes else [])]):
        kind = BarKind.CURRENT if ends == today and not ended else BarKind.PASSED
        yield begins, ends, kind, _standing(histories, begins)
    if histories and not ended:
        if not changes:
            yield today, today, BarKind.CURRENT, _standing(histories, today)
        yield today, None, BarKind.EXPECTED, _standing(histories, today)


def _run_together(bars: Iterable[LaneBar]) -> tuple[LaneBar, ...]:
    """Return bars of which those that say the same are one, up to today."""
    found: list[LaneBar] = []
    for bar in bars:
        if found and bar.kind is not BarKind.EXPECTED and (found[-1].name, found[-1].ends) == (bar.name, bar.begins):
            found[-1] = replace(bar, begins=found[-1].begins)
        else:
            found.append(bar)
    return tuple(found)


def _standing(histories: Iterable[Sequence[Stay]], day: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for stays in histories:
        there = (stay.state for stay in stays if stay.since <= day and (stay.until is None or stay.until > day))
        found.update(list(there)[-1:])
    return found
