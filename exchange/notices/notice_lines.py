"""What the report of an import says of each notice."""

from collections.abc import Iterator, Sequence

from exchange.import_report import ImportOutcome, ReportLine
from exchange.notices.homes import Read
from exchange.notices.news import NOTHING, Counting, to_decide, told_of
from models.casefile import CaseFile
from states.records.milestones import RECORDINGS
from states.records.observations import Conflict, conflicts
from states.refusal import Operation, do
from states.text import Text

KNOWN = Text("Redan inläst.", "Imported already.")
_CREATED = Text("Nytt ärende.", "New case.")


def report_parts(
    read: Read, case: CaseFile, before: Counting, after: Counting, *, ties: Sequence[Text]
) -> Iterator[Text]:
    """Yield what became of a notice, then what somebody should read of it."""
    source = read.extract.source
    yield _CREATED if before is NOTHING else told_of(before, after)
    yield from to_decide(case, before, after)
    yield from read.extract.remarks
    yield from (_differs(conflict) for conflict in conflicts(case.recorded) if conflict.reported.source == source)
    yield from dict.fromkeys(ties)


def _differs(conflict: Conflict) -> Text:
    label = RECORDINGS[conflict.entered.milestone].label
    entered, reported = conflict.entered.on, conflict.reported.on
    ours = _ENTERED.fill(entered=entered) if entered else _WITHDRAWN
    return _DIFFERS.fill(reported=str(reported), label=label, ours=ours)


_DIFFERS = Text(
    "Annonsen anger {reported} för ”{label}”, men {ours}, och det gäller.",
    "The notice gives {reported} for “{label}”, but {ours}, and that counts.",
)
_ENTERED = Text("registrerat är {entered:iso}", "{entered:iso} was entered")
_WITHDRAWN = Text("uppgiften är återtagen", "it was withdrawn")


def confirm(read: Read, reference: str) -> ReportLine:
    path = str(read.path)
    remedies = (
        do(Operation.IMPORT, path=path, into=reference),
        do(Operation.IMPORT, path=path, separate="yes"),
    )
    return ReportLine(
        read.shown,
        ImportOutcome.SKIPPED,
        reference,
        _MAY_BELONG.fill(reference=reference),
        remedies,
        on=read.extract.spoke_on,
    )


_MAY_BELONG = Text(
    "Kan höra till {reference} (samma nummer eller rubrik). Bekräfta det, eller ange att det är en annan upphandling.",
    "May belong to {reference} (same number or title). Confirm that, or say that it is another procurement.",
)
