"""The target-group work: told what is coming, prepare people, match them, support those who were placed."""

from enum import StrEnum, auto

from states.facts import Facts, Milestone, Role
from states.law.applicability import DEMANDS
from states.machine import Duty, Move, Process, guard, unless
from states.processes import placement, procurement, supplier
from states.processes.procurement import BUYERS, CLOCK, REQUIRE
from states.text import Text

LABOUR_MARKET = Role.LABOUR_MARKET


class TargetGroupState(StrEnum):
    IDLE = auto()
    FORECAST = auto()
    PREPARING = auto()
    READY = auto()
    MATCHING = auto()
    SUPPORTING = auto()
    DONE = auto()


# --- guards ----------------------------------------------------------------------------------------------------------


@guard(
    "Bedömningen säger att krav troligen ställs: yrke, antal och start kan meddelas.",
    "The assessment says that a requirement is likely: occupation, number and start can be told.",
    met_by=BUYERS,
    remedies=(REQUIRE,),
)
def demand_likely(facts: Facts) -> bool:
    return facts.on(Milestone.RELEVANCE_ASSESSED) is not None and facts.outcome in DEMANDS


demand_gone = unless(
    demand_likely,
    "Inget krav väntas längre: bedömningen är ändrad eller upphandlingen görs om.",
    "No requirement is expected any longer: the assessment has changed, or the procurement is redone.",
)


@guard(
    "Arbetsmarknadsenheten har börjat förbereda deltagare.",
    "The unit has begun to prepare participants.",
    met_by=LABOUR_MARKET,
    records=Milestone.PREPARATION_STARTED,
)
def preparation_started(facts: Facts) -> bool:
    return facts.on(Milestone.PREPARATION_STARTED) is not None


@guard(
    "Det finns förberedda deltagare för uppdraget.",
    "There are participants prepared for the assignment.",
    met_by=LABOUR_MARKET,
    records=Milestone.TARGET_GROUP_READY,
)
def people_ready(facts: Facts) -> bool:
    return facts.on(Milestone.TARGET_GROUP_READY) is not None


@guard(
    "Minst en leverantör har en kompetensprofil att matcha mot.",
    "At least one supplier has a competence profile to match against.",
    met_by=(Role.SUPPORT, LABOUR_MARKET),
)
def profile_to_match(facts: Facts) -> bool:
    return facts.count("supplier", *_WITH_PROFILE) > 0


@guard(
    "Minst en person är i praktik eller anställd.",
    "At least one person is in an internship or hired.",
    met_by=(Role.SUPPLIER, LABOUR_MARKET),
)
def anyone_placed(facts: Facts) -> bool:
    return facts.count("placement", *placement.PLACED) > 0


no_one_placed = unless(
    anyone_placed,
    "Ingen är längre i praktik eller anställd.",
    "Nobody is in an internship or hired any longer.",
)


@guard(
    "Upphandlingen är avslutad.",
    "The procurement is closed.",
    met_by=BUYERS,
)
def purchase_ended(facts: Facts) -> bool:
    return facts.states.get("procurement") in {
        procurement.ProcurementState.CLOSED,
        procurement.ProcurementState.CANCELLED,
    }


_S = supplier.SupplierState
_WITH_PROFILE = (_S.PROFILE_AGREED, _S.RECRUITING, _S.DELIVERING)

# --- the table -------------------------------------------------------------------------------------------------------

_UNTIL_ASSESSED = Text(
    "Väntar på relevansbedömningen; den fristen är upphandlingens.",
    "Waits for the relevance assessment; that deadline is the purchase's.",
)
_OWN_PACE = Text(
    "Arbetsmarknadsenheten planerar själv; utbildning tar sex till tolv månader.",
    "The unit plans its own time; training takes six to twelve months.",
)
_BY_POSITION = Text(
    "Tiderna gäller varje leverantör och plats för sig.",
    "The deadlines are those of each supplier and position.",
)

DUTIES = {
    TargetGroupState.IDLE: Duty(
        Text("väntar på relevansbedömning", "waiting for the assessment"), Role.OFFICER, no_deadline=_UNTIL_ASSESSED
    ),
    TargetGroupState.FORECAST: Duty(Text("behov aviserat", "need announced"), LABOUR_MARKET, deadline="forecast"),
    TargetGroupState.PREPARING: Duty(Text("förbereder", "preparing"), LABOUR_MARKET, no_deadline=_OWN_PACE),
    TargetGroupState.READY: Duty(
        Text("deltagare förberedda", "participants ready"), LABOUR_MARKET, no_deadline=_OWN_PACE
    ),
    TargetGroupState.MATCHING: Duty(Text("matchning pågår", "matching"), LABOUR_MARKET, no_deadline=_BY_POSITION),
    TargetGroupState.SUPPORTING: Duty(
        Text("stöd på arbetsplatsen", "supporting"), LABOUR_MARKET, no_deadline=_BY_POSITION
    ),
    TargetGroupState.DONE: Duty(Text("klar", "done")),
}
_LIVE = tuple(state for state, duty in DUTIES.items() if duty.owner is not None)
_BEFORE_MATCHING = (TargetGroupState.FORECAST, TargetGroupState.PREPARING, TargetGroupState.READY)

TRIGGERS = {
    "forecast": Text("behovet aviseras", "need announced"),
    "prepare": Text("förberedelser inleds", "preparation begins"),
    "be_ready": Text("deltagare förberedda", "participants ready"),
    "match": Text("matchning inleds", "matching begins"),
    "support": Text("stöd på arbetsplatsen", "support at the workplace"),
    "fall_back": Text("tillbaka till matchning", "back to matching"),
    "stand_down": Text("behovet faller bort", "need falls away"),
    "finish": Text("avsluta", "finish"),
}

_BY_CLOCK = (CLOCK,)

TARGET_GROUP = Process(
    "target_group",
    label=Text("målgruppsprocessen", "target-group process"),
    initial=TargetGroupState.IDLE,
    duties=DUTIES,
    triggers=TRIGGERS,
    moves=(
        Move("finish", _LIVE, TargetGroupState.DONE, _BY_CLOCK, (purchase_ended,)),
        Move(
            "stand_down",
            (*_BEFORE_MATCHING, TargetGroupState.MATCHING),
            TargetGroupState.IDLE,
            _BY_CLOCK,
            (demand_gone,),
        ),
        Move("forecast", (TargetGroupState.IDLE,), TargetGroupState.FORECAST, _BY_CLOCK, (demand_likely,)),
        # Matching waits for a profile alone: people who are not ready yet must not hold up those who are.
        Move("match", _BEFORE_MATCHING, TargetGroupState.MATCHING, _BY_CLOCK, (profile_to_match,)),
        Move("prepare", (TargetGroupState.FORECAST,), TargetGroupState.PREPARING, _BY_CLOCK, (preparation_started,)),
        Move(
            "be_ready",
            (TargetGroupState.FORECAST, TargetGroupState.PREPARING),
            TargetGroupState.READY,
            _BY_CLOCK,
            (people_ready,),
        ),
        Move("support", (TargetGroupState.MATCHING,), TargetGroupState.SUPPORTING, _BY_CLOCK, (anyone_placed,)),
        Move("fall_back", (TargetGroupState.SUPPORTING,), TargetGroupState.MATCHING, _BY_CLOCK, (no_one_placed,)),
    ),
)
