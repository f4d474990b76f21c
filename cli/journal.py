"""The journal of a case, told as a story, and the check that nothing in it was altered."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.codes import REFUSED
from cli.inputs import AsJson, Reference
from cli.layout import as_json, complain, say
from cli.shape import Commands
from cli.words import _, language, said

if TYPE_CHECKING:
    from models.journal import Entry
    from models.queries import Chain

app = Commands()


@app.command()
def journal(
    reference: Reference,
    verify: Annotated[bool, typer.Option("--verify", help="Check that nothing was altered, added or removed.")] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="Show the number of each entry.")] = False,
    json: AsJson = False,
) -> None:
    """Read all that has happened in a case: when, who, what and why.

    With --verify the entries are checked: each carries a seal over the one before, so that nothing can be altered
    unseen.

    For example:

      trespann journal UH-2026-14

      trespann journal UH-2026-14 --verify
    """
    from cli.store import reading
    from models import queries

    with reading() as connection:
        chain = queries.journal(connection, reference)
        names = queries.names(connection, _people_in(chain))
    if verify:
        _verify(chain, json=json)
    elif json:
        for entry, seal in chain.entries:
            as_json(entry._asdict() | {"digest": seal})
    else:
        width = len(str(chain.length))
        for entry, _seal in chain.entries:
            number = f"{entry.number:>{width}} · " if numbers else ""
            say(number + story(entry, names), hanging=2)


def _verify(chain: "Chain", *, json: bool) -> None:
    from models.journal import first_broken

    broken = first_broken(chain.entries, length=chain.length, head=chain.head)
    if json:
        as_json({"reference": chain.reference, "entries": chain.length, "intact": broken is None, "broken": broken})
    elif broken is None:
        say(
            _("The journal of {reference} is intact: {count} entries.").format(
                reference=chain.reference, count=chain.length
            )
        )
    else:
        told = _("The journal of {reference} was altered: entry {number} is not as it was written.")
        complain(told.format(reference=chain.reference, number=broken))
    if broken is not None:
        raise typer.Exit(REFUSED)


def _people_in(chain: "Chain") -> set[int]:
    numbers = (entry.actor.partition(":")[2] for entry, _seal in chain.entries)
    return {int(number) for number in numbers if number.isdecimal()}


# --- the story -------------------------------------------------------------------------------------------------------


def story(entry: "Entry", names: Mapping[int, str]) -> str:
    """Return one entry as a sentence: "17 mars 2026 · upphandlaren · kontaktpunkt 1"."""
    from states.text import plain_date

    told = _TOLD.get(entry.event, _told_move)(entry)
    return " · ".join((plain_date(entry.on, language()), _who(entry.actor, names), told))


def _who(actor: str, names: Mapping[int, str]) -> str:
    from states.facts import ROLE_LABELS, Role

    role, _colon, number = actor.partition(":")
    name = names.get(int(number)) if number.isdecimal() else None
    label = said(ROLE_LABELS[Role(role)]) if role in set(Role) else role
    if role == Role.CLOCK:
        label = _("the system")
    return f"{label} ({name})" if name else label


def _told_opening(entry: "Entry") -> str:
    return _("case opened: {detail}").format(detail=_without_own_name(entry.detail, entry.actor))


def _told_observation(entry: "Entry") -> str:
    """Tell a record; its detail is the date, then the value, lot and supplier, and the source in brackets."""
    from cli.showing import value_label
    from states.facts import Milestone
    from states.milestones import RECORDINGS

    when, _space, rest = entry.detail.partition(" ")
    words = rest.split(" ")
    label = said(RECORDINGS[Milestone(entry.target)].label) if entry.target in set(Milestone) else entry.target
    parts = [value_label(entry.target, words[0]), *words[1:]] if entry.target in set(Milestone) else words
    more = _without_own_name(" ".join(parts), entry.actor).replace("(notice ", f"({_('notice')} ")
    if when == "withdrawn":
        told = _("taken back: {what}").format(what=label)
    else:
        told = label + _on_another_day(when, entry.on)
    return f"{told}, {more}" if more and not more.startswith("(") else f"{told} {more}".rstrip()


def _without_own_name(more: str, actor: str) -> str:
    return more.removesuffix(f"({actor})").rstrip()


def _on_another_day(when: str, recorded: date) -> str:
    from states.text import plain_date

    try:
        day = date.fromisoformat(when)
    except ValueError:
        return f" {when}"
    return "" if day == recorded else " " + plain_date(day, language())


def _told_assessment(entry: "Entry") -> str:
    from states.applicability import FORM_LABELS, OUTCOME_LABELS, Outcome, RequirementForm

    outcome = said(OUTCOME_LABELS[Outcome(entry.target)]) if entry.target in set(Outcome) else entry.target
    words = entry.detail.split(" ")
    forms: list[str] = []
    while words and words[0] in set(RequirementForm) and entry.target == Outcome.REQUIRED:
        forms.append(said(FORM_LABELS[RequirementForm(words.pop(0))]))
    told = _("relevance assessment: {outcome}").format(outcome=", ".join([outcome, *forms]))
    return _with_reason(told, " ".join(words))


def _told_restatement(entry: "Entry") -> str:
    """Tell new particulars; the detail is "months: 24 → 36, kind: works" and the source in brackets."""
    names = {
        "title": _("Title"),
        "unit_id": _("Unit"),
        "officer_id": _("Officer"),
        "support_id": _("Support function"),
        "kind": _("Kind"),
        "procedure": _("Procedure"),
        "months": _("Months"),
        "headcount": _("People needed"),
        "single_tenderer": _("Single tenderer"),
    }
    facts, bracket, source = _without_own_name(entry.detail, entry.actor).rpartition(" (")
    if not bracket:
        facts, source = source, ""
    named = re.split(rf"(?:^|, )({'|'.join(names)}): ", facts)[1:]
    told = [f"{names[name].lower()}{_value(name, value)}" for name, value in zip(named[::2], named[1::2], strict=True)]
    return _("new facts: {detail}").format(detail=", ".join(told) + bracket + _plain_source(source))


def _value(name: str, value: str) -> str:
    """Return how a particular is told: numbers of the directory say nothing to a reader."""
    from cli.period import PROCEDURE_LABELS
    from states.applicability import KIND_LABELS
    from states.text import Text

    if name.endswith("_id"):
        return ""
    labels: Mapping[str, Mapping[Any, Text]] = {"kind": KIND_LABELS, "procedure": PROCEDURE_LABELS}
    known = labels.get(name, {})
    return ": " + " → ".join(said(known[part]) if part in known else part for part in value.split(" → "))


def _told_notice(entry: "Entry") -> str:
    forms = {
        "consultation": _("market consultation"),
        "planning": _("prior information"),
        "competition": _("call for competition"),
        "change": _("change of a notice"),
        "dir-awa-pre": _("intended direct award"),
        "result": _("award"),
        "cont-modif": _("contract modification"),
        "completion": _("contract completion"),
    }
    number = entry.detail.split(" ")[1] if " " in entry.detail else entry.detail
    return _("notice read: {form} ({number})").format(form=forms.get(entry.target, entry.target), number=number)


def _plain_source(source: str) -> str:
    return source.replace("notice ", _("notice") + " ", 1) if source.startswith("notice ") else source


def _told_move(entry: "Entry") -> str:
    from cli.showing import state_label
    from states.registry import PROCESSES

    process = PROCESSES.get(entry.process)
    if process is None:
        return " ".join(filter(None, (entry.event, entry.source, entry.target, entry.detail)))
    label = said(process.triggers[entry.event]) if entry.event in process.triggers else entry.event
    of = f" ({entry.subject})" if entry.subject else ""
    states = [
        state_label(entry.process, state) for state in (entry.source, entry.target) if state in set(process.states)
    ]
    return _with_reason(f"{label}{of}: {' → '.join(states)}", entry.detail)


def _told_override(entry: "Entry") -> str:
    told = _("moved outside the rules: {way}").format(way=_way(entry))
    return _with_reason(told, reason_label(entry.process, entry.detail))


def _told_undoing(entry: "Entry") -> str:
    number, _space, reason = entry.detail.partition(" ")
    told = _("undone (entry {number}): {way}").format(number=number, way=_way(entry))
    return _with_reason(told, reason_label(entry.process, reason))


def _told_asking(entry: "Entry") -> str:
    number, _space, reason = entry.detail.partition(" ")
    told = _("asked to move it outside the rules (request {number}): {way}").format(number=number, way=_way(entry))
    return _with_reason(told, reason_label(entry.process, reason))


def _told_declining(entry: "Entry") -> str:
    number, _space, reason = entry.detail.partition(" ")
    return _with_reason(_("request {number} declined").format(number=number), reason_label(entry.process, reason))


def _told_lapsing(entry: "Entry") -> str:
    return _("request {number} lapsed: the case had moved since").format(number=entry.detail)


def _way(entry: "Entry") -> str:
    """Return from where to where an entry leads, behind the supplier or position that it is about."""
    from cli.showing import state_label
    from states.registry import PROCESSES

    way = f"{state_label(entry.process, entry.source)} → {state_label(entry.process, entry.target)}"
    of = PROCESSES[entry.process]
    return way if of.name == "procurement" else f"{said(of.label)} {entry.subject}".strip() + f", {way}"


def reason_label(process: str, reason: str) -> str:
    """Return a reason as it is told: about a position it is stored as a code."""
    from states.placement import PLACEMENT
    from states.risks import PLACEMENT_REASON_LABELS, PlacementReason

    coded = process == PLACEMENT.name and reason in set(PlacementReason)
    return said(PLACEMENT_REASON_LABELS[PlacementReason(reason)]) if coded else reason


def _with_reason(told: str, reason: str) -> str:
    return f"{told}. " + _("Reason: {reason}").format(reason=reason) if reason else told


_TOLD: Mapping[str, Callable[["Entry"], str]] = {
    "opened": _told_opening,
    "observed": _told_observation,
    "assessed": _told_assessment,
    "restated": _told_restatement,
    "notice": _told_notice,
    "override": _told_override,
    "undone": _told_undoing,
    "override_asked": _told_asking,
    "override_declined": _told_declining,
    "override_lapsed": _told_lapsing,
}
