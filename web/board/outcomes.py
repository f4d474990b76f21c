"""Results: what the requirements of a year come to, for the whole city or one unit; every number leads to its cases."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk.access import Deed
from desk.outcomes import (
    ALL,
    GOAL,
    STEP_LABELS,
    CountShown,
    GoalShare,
    Outcomes,
    OwedAmounts,
    StepDays,
    outcomes,
    workbook_sheets,
)
from matters.ladder_file import ladder_in_force
from notifications import workbook
from states.records.hours import figure_of
from states.records.obligations import MEASURE_LABELS, Measure
from states.text import Text, capital
from web.board import frame
from web.board.frame import Answer, BoardPage, FileMade, NotFound, Visit

HIDDEN = "–"
LONGEST = 60
"""Days that the picture of a step shows at least."""
_WIDE, _EDGE = 320, 6


def _read(visit: Visit, connection: Connection) -> Outcomes:
    year, unit = visit.query.get("ar", ""), visit.query.get("enhet", "")
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in (year, unit) if number):
        raise NotFound
    page = outcomes(
        connection,
        today=visit.today,
        ladder=ladder_in_force(visit.settings),
        year=int(year) if year else None,
        unit_id=int(unit) if unit else ALL,
    )
    if page is None:
        raise NotFound
    return page


def _show(visit: Visit, connection: Connection) -> Answer:
    page = _read(visit, connection)
    reach = max([LONGEST, *(days.most or days.half or 0 for days in page.days)])
    persons = page.amounts[0]
    values: dict[str, Any] = {
        "page": page,
        "goal": GOAL,
        "number": lambda shown: _number(visit.language, shown),
        "link": lambda shown, unit=None: _link(visit, page, shown, unit),
        "measure": lambda one: capital(MEASURE_LABELS[one.measure]).in_(visit.language),
        "step": lambda days: STEP_LABELS[days.step].in_(visit.language),
        "all": ALL,
        "unit_name": dict(page.units).get(page.unit_id, ""),
        "widest": max((row.count.number or 0 for row in page.forms), default=0),
        "told": _told(page.share).in_(visit.language),
        "parts": _parts(persons),
        "persons": persons,
        "others": [one for one in page.amounts if one.measure is not Measure.PERSONS],
        "spread": lambda days: _spread(days, reach),
        "reach": reach,
        "query": urlencode(_asked(page, page.unit_id)),
    }
    return frame.PageMade("outcomes.html", values)


def _told(share: GoalShare) -> Text:
    """Return the results in one sentence."""
    if not share.procured.number and share.procured.number is not None:
        return _NONE_ASSESSED
    if share.percent is None or share.required.number is None or share.procured.number is None:
        return _TOO_FEW
    lacking = share.lacking or 0
    told = {"required": int(share.required.number), "procured": int(share.procured.number), "lacking": lacking}
    return (_MORE_NEEDED if lacking else _REACHED).fill(goal=GOAL, **told)


_NONE_ASSESSED = Text("Ingen tjänsteupphandling är bedömd.", "No service procurement is assessed.")
_TOO_FEW = Text("Antalen är för små för att visas.", "The numbers are too small to be shown.")
_MORE_NEEDED = Text(
    "{required} av {procured} tjänsteupphandlingar har krav. {lacking} till behövs för att nå målet, {goal} procent.",
    "{required} of {procured} service procurements have a requirement. {lacking} more are needed for the goal of {goal}"
    " per cent.",
)
_REACHED = Text(
    "{required} av {procured} tjänsteupphandlingar har krav. Målet, {goal} procent, är nått.",
    "{required} of {procured} service procurements have a requirement. The goal of {goal} per cent is reached.",
)


def _number(language: str, shown: CountShown) -> str:
    if shown.number is None:
        return HIDDEN
    return figure_of(round(shown.number, 1)).in_(language) if shown.number % 1 else f"{int(shown.number)}"


def _asked(page: Outcomes, unit: int) -> Mapping[str, str]:
    return {"ar": str(page.year)} | ({"enhet": str(unit)} if unit != ALL else {})


def _link(visit: Visit, page: Outcomes, shown: CountShown, unit: int | None) -> str:
    """Return where the cases of a number are listed; "" where none are, or the visitor sees no list."""
    if not shown.behind or not shown.number or not visit.may(Deed.SEE_CASES):
        return ""
    which = {"urval": shown.behind} | ({"varde": shown.value} if shown.value else {})
    return f"arenden?{urlencode(which | dict(_asked(page, page.unit_id if unit is None else unit)))}"


def _parts(one: OwedAmounts) -> Mapping[str, float] | None:
    """Return the parts of the bar of people; None where one of them is not shown."""
    promised, started, fulfilled = one.promised.number, one.started.number, one.fulfilled.number
    if not promised or started is None or fulfilled is None:
        return None
    begun = min(max(started, fulfilled), promised)
    return {
        "all": promised,
        "begun": begun,
        "done": fulfilled,
        "under_way": begun - fulfilled,
        "rest": promised - begun,
    }


def _spread(days: StepDays, reach: int) -> Mapping[str, float] | None:
    """Return where median and ninth tenth stand in the picture of a step; None where no median is known."""
    if days.half is None:
        return None
    each = (_WIDE - 2 * _EDGE) / reach
    most = days.most if days.most is not None else reach
    return {
        "half": round(_EDGE + days.half * each, 1),
        "most": round(_EDGE + most * each, 1),
        "known": days.most is not None,
    }


def _workbook(visit: Visit, connection: Connection) -> Answer:
    page = _read(visit, connection)
    name = Text("resultat", "results").in_(visit.language)
    content = workbook.write(workbook_sheets(page, visit.language))
    return FileMade(f"{name}-{page.year}.xlsx", content, workbook.MEDIA_TYPE)


PAGES: Sequence[BoardPage] = (
    BoardPage("resultat", Deed.SEE_RESULTS, _show),
    BoardPage("resultat/resultat.xlsx", Deed.SEE_RESULTS, _workbook),
)
