"""The journal of a case, told as a story, and the check that nothing in it was altered."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.codes import REFUSED
from cli.i18n import _, language, said
from cli.inputs import AsJson, Reference
from cli.output import as_json, complain, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.journal import Entry
    from models.queries.journals import Chain
    from states.facts import Milestone

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
    from cli.database import reading
    from models.queries.directory import names
    from models.queries.journals import journal

    with reading() as connection:
        chain = journal(connection, reference)
        called = names(connection, _people_in(chain))
    if verify:
        _verify(chain, json=json)
    elif json:
        for entry, seal in chain.entries:
            as_json(entry._asdict() | {"digest": seal})
    else:
        width = len(str(chain.length))
        for entry, _seal in chain.entries:
            number = f"{entry.number:>{width}} · " if numbers else ""
            say(number + story(entry, called), hanging=2)


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

    return " · ".join((plain_date(entry.on, language()), _who(entry.actor, names), what(entry)))


def what(entry: "Entry") -> str:
    """Return what an entry tells, without day and actor."""
    return _TOLD.get(entry.event, _told_move)(entry)


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
    """Tell a record; its detail is the date, value, lot and supplier or candidate, and the source in brackets."""
    from states.facts import Milestone
    from states.records.milestones import RECORDINGS

    when, _space, rest = entry.detail.partition(" ")
    if entry.target in set(Milestone):
        label, rest = said(RECORDINGS[Milestone(entry.target)].label), _plain_words(Milestone(entry.target), rest)
    else:
        label = entry.target
    more = _without_own_name(rest, entry.actor).replace("(notice ", f"({_('notice')} ")
    if when == "withdrawn":
        told = _("taken back: {what}").format(what=label)
    else:
        told = label + _on_another_day(when, entry.on)
    return f"{told}, {more}" if more and not more.startswith("(") else f"{told} {more}".rstrip()


def _plain_words(milestone: "Milestone", rest: str) -> str:
    """Return what stands behind the date of a record: the word that goes with it, then what it is about, in words."""
    from cli.case_text import candidate_label, value_label
    from states.facts import Milestone
    from states.records.milestones import RECORDINGS, Scope

    words = rest.split(" ")
    taken = 3 if milestone is Milestone.EMPLOYMENT_STARTED and len(words) > 3 else 1
    told = [value_label(milestone, " ".join(words[:taken])), *words[taken:]]
    if RECORDINGS[milestone].scope is Scope.PLACEMENT:
        told = [f", {candidate_label(word)}" if re.fullmatch(r"\d+\.\d+", word) else word for word in told]
    return " ".join(told).replace(" , ", ", ").removeprefix(", ")


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
    from states.law.applicability import FORM_LABELS, OUTCOME_LABELS, Outcome, RequirementForm

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
    from states.law.applicability import KIND_LABELS
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


def _told_migration(entry: "Entry") -> str:
    """Tell a new name; the old one is known to no process any more and stands as it was stored."""
    from cli.case_text import state_label
    from states.facts import Milestone
    from states.processes.registry import PROCESSES
    from states.records.milestones import RECORDINGS

    new, process = entry.target, PROCESSES.get(entry.process)
    if process is not None and new in set(process.states):
        new = state_label(entry.process, new)
    elif not entry.process and new in set(Milestone):
        new = said(RECORDINGS[Milestone(new)].label)
    told = _("the state “{old}” is now called “{new}”") if entry.process else _("“{old}” is now called “{new}”")
    return told.format(old=entry.source, new=new) + (f" ({entry.detail})" if entry.detail else "")


def _plain_source(source: str) -> str:
    return source.replace("notice ", _("notice") + " ", 1) if source.startswith("notice ") else source


def _told_beginning(entry: "Entry") -> str:
    """Tell that a process began for a supplier or a position; the detail is the supplier that a position belongs to."""
    from cli.case_text import track_label

    return _("begins: {track}").format(track=track_label(entry.process, entry.subject, entry.detail))


def _told_promise(entry: "Entry") -> str:
    """Tell what a supplier promised; the detail is "unit: persons, amount: 3"."""
    from states.records.obligations import UNIT_LABELS, Unit

    labels = {
        "unit": _("counted in"),
        "amount": _("amount"),
        "positions": _("positions"),
        "months_each": _("months each"),
        "starts_within": _("months to the first start"),
        "internship_counts": _("an internship counts"),
        "penalty": _("penalty"),
    }
    words = {"True": _("yes"), "False": _("no"), **{str(unit): said(UNIT_LABELS[unit]) for unit in Unit}}
    told = []
    for part in entry.detail.split(", "):
        name, _colon, value = part.partition(": ")
        told.append(f"{labels.get(name, name)}: {words.get(value, value)}")
    return _("obligation of {supplier}: {promise}").format(supplier=entry.subject, promise=", ".join(told))


def _told_care(entry: "Entry") -> str:
    """Tell who looks after a supplier; the directory's numbers say nothing to a reader."""
    labels = {"contact_id": _("contact person"), "supplier_person_id": _("the supplier's own contact person")}
    named = [labels[name] for part in entry.detail.split(", ") if (name := part.partition(":")[0]) in labels]
    return _("named for {supplier}: {whom}").format(supplier=entry.subject, whom=", ".join(named))


def _told_deviation(entry: "Entry") -> str:
    from states.facts import Milestone
    from states.records.milestones import RECORDINGS

    label = said(RECORDINGS[Milestone(entry.target)].label) if entry.target in set(Milestone) else entry.target
    return _with_reason(_("DEVIATION: {what}").format(what=label), entry.detail)


def _told_answer(entry: "Entry") -> str:
    """Tell that somebody answered by the link of a mail; what they told follows in entries of its own."""
    from notifications.invitations.links import Purpose
    from notifications.invitations.rules import RULES

    page = said(RULES[Purpose(entry.target)].action) if entry.target in set(Purpose) else entry.target
    return _("answered by link: {page}").format(page=page)


def _told_move(entry: "Entry") -> str:
    from cli.case_text import state_label
    from states.processes.registry import PROCESSES

    process = PROCESSES.get(entry.process)
    if process is None:
        return " ".join(filter(None, (entry.event, entry.source, entry.target, entry.detail)))
    label = said(process.triggers[entry.event]) if entry.event in process.triggers else entry.event
    of = f" ({entry.subject})" if entry.subject else ""
    states = [
        state_label(entry.process, state) for state in (entry.source, entry.target) if state in set(process.states)
    ]
    return _with_reason(f"{label}{of}: {' → '.join(states)}", _plain_reason(entry.detail))


def _plain_reason(reason: str) -> str:
    """Return a reason as it is read; that of a merger names the surviving case."""
    from models.links import LABELS, LinkKind

    kind, space, rest = reason.partition(" ")
    return f"{said(LABELS[LinkKind(kind)].outward)} {rest}" if space and kind == LinkKind.MERGED_INTO else reason


def _told_link(entry: "Entry") -> str:
    from models.links import LABELS, LinkKind

    how = said(LABELS[LinkKind(entry.detail)].outward) if entry.detail in set(LinkKind) else entry.detail
    return _("linked: {case}, {how} {other}").format(case=entry.source, how=how, other=entry.target)


def _told_merger(entry: "Entry") -> str:
    told = _("merged: {case} is the same procurement as {other} and goes on there")
    return _with_reason(told.format(case=entry.source, other=entry.target), entry.detail)


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
    from cli.case_text import state_label
    from states.processes.registry import PROCESSES

    way = f"{state_label(entry.process, entry.source)} → {state_label(entry.process, entry.target)}"
    of = PROCESSES[entry.process]
    return way if of.name == "procurement" else f"{said(of.label)} {entry.subject}".strip() + f", {way}"


def reason_label(process: str, reason: str) -> str:
    """Return a reason as it is told: about a position it is stored as a code."""
    from states.processes.placement import PLACEMENT
    from states.processes.risks import PLACEMENT_REASON_LABELS, PlacementReason

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
    "began": _told_beginning,
    "obliged": _told_promise,
    "looked_after": _told_care,
    "deviation": _told_deviation,
    "linked": _told_link,
    "merged": _told_merger,
    "link_used": _told_answer,
    "migrated": _told_migration,
    "override": _told_override,
    "undone": _told_undoing,
    "override_asked": _told_asking,
    "override_declined": _told_declining,
    "override_lapsed": _told_lapsing,
}
