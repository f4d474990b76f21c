"""Which procurement act governs a case, and who says so: the case itself, its procedure, or the unit that buys.

Nothing here guesses: while nobody says it, the act is unknown and the strictest reading holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from states.law.acts import ACT_LABELS, IMPLIED, LAW_AS_OF, Act
from states.law.periods import depends_on_act
from states.law.procedures import PROCEDURE_LABELS, Procedure
from states.refusal import Refusal
from states.text import Text, verbatim

AS_OF = Text("Lagtext till och med {sfs}.", "Law as of {sfs}.").fill(sfs=LAW_AS_OF)
"""Up to which amendment the law is told here."""


class ActSource(StrEnum):
    """Where the act is known from, the nearest to the procurement first."""

    CASE = auto()
    PROCEDURE = auto()
    UNIT = auto()
    NOBODY = auto()


@dataclass(frozen=True, slots=True)
class ActOfCase:
    """The act that governs a case, None while it is unknown, and who says so."""

    act: Act | None
    source: ActSource


def governed(own: Act | None, procedure: Procedure | None, units: Act | None) -> ActOfCase:
    """Return the act of a case: its own before that of its procedure, and that before the act of its unit."""
    if own is not None:
        return ActOfCase(own, ActSource.CASE)
    if procedure is not None and procedure in IMPLIED:
        return ActOfCase(IMPLIED[procedure], ActSource.PROCEDURE)
    return ActOfCase(units, ActSource.NOBODY if units is None else ActSource.UNIT)


def governed_label(case: ActOfCase) -> Text:
    """Return the act as people read it, with who says so where that is not the case itself."""
    return _UNKNOWN if case.act is None else _LABELS[case.source].fill(act=ACT_LABELS[case.act])


_UNKNOWN = Text("okänd – den strängaste tolkningen gäller", "unknown – the strictest reading holds")
_LABELS = {
    ActSource.CASE: verbatim("{act}"),
    ActSource.PROCEDURE: Text("{act}, följer av förfarandet", "{act}, follows from the procedure"),
    ActSource.UNIT: Text("{act}, enhetens lag", "{act}, the act of the unit"),
}


def act_wanted(act: Act | None, procedure: Procedure) -> bool:
    """Tell whether the act is unknown and a standstill turns on it, so that somebody should say it."""
    return act is None and depends_on_act(procedure)


ASK_FOR_ACT = Text(
    "Ange vilken upphandlingslag som gäller: efter förnyad konkurrensutsättning gäller avtalsspärr enligt LUF (20:1)"
    " men inte enligt LOU (20:2). Tills det är angivet räknas med avtalsspärr.",
    "Say which procurement act governs: after renewed competition a standstill applies under LUF (20:1) but not under"
    " LOU (20:2). Until it is said a standstill is reckoned with.",
)


# --- what cannot be --------------------------------------------------------------------------------------------------

_IN_EVERY_ACT = frozenset(Procedure) - IMPLIED.keys()
_POSSIBLE: Mapping[Act, frozenset[Procedure]] = {
    Act.LOU: _IN_EVERY_ACT,
    Act.LUF: _IN_EVERY_ACT | {Procedure.QUALIFICATION_SYSTEM},
    Act.LUFS: _IN_EVERY_ACT,
    # The buyer shapes the procedure of a concession (LUK 6:1), and may call it open or negotiated.
    Act.LUK: _IN_EVERY_ACT | {Procedure.CONCESSION},
    Act.LOV: frozenset({Procedure.FREEDOM_OF_CHOICE}),
}


class ActRefused(Refusal):
    """The act does not have the procedure, or is no act of a whole unit; `text` says what fits."""


def check_act(act: Act | None, procedure: Procedure | None) -> None:
    """Raise ActRefused where a case is said to fall under an act that does not have its procedure."""
    if act is None or procedure is None or procedure in _POSSIBLE[act]:
        return
    label = PROCEDURE_LABELS[procedure]
    if procedure in IMPLIED:
        raise ActRefused(_ONLY_UNDER.fill(procedure=label, right=IMPLIED[procedure].upper(), act=act.upper()))
    system = PROCEDURE_LABELS[Procedure.FREEDOM_OF_CHOICE]
    raise ActRefused(_NOT_UNDER.fill(procedure=label, right=system, act=act.upper()))


def check_unit_act(act: Act) -> None:
    """Raise ActRefused for an act that no unit buys under as a whole."""
    if act not in UNIT_ACTS:
        raise ActRefused(_NOT_OF_A_UNIT)


UNIT_ACTS = tuple(act for act in Act if act is not Act.LOV)
"""The acts that a unit may buy under where nothing else is known of a case."""

_ONLY_UNDER = Text(
    "Förfarandet ”{procedure}” finns bara i {right}, inte i {act}. Ange {right} eller ett annat förfarande.",
    "The procedure “{procedure}” exists in {right} only, not in {act}. Give {right} or another procedure.",
)
_NOT_UNDER = Text(
    "Förfarandet ”{procedure}” finns inte i {act}. Ange ”{right}” eller en annan lag.",
    "The procedure “{procedure}” does not exist in {act}. Give “{right}” or another act.",
)
_NOT_OF_A_UNIT = Text(
    "LOV gäller inte allt som en enhet köper: den anges för varje valfrihetssystem. Ange LOU, LUF, LUK eller LUFS"
    " för enheten.",
    "LOV does not govern all that a unit buys: it is given for each system of choice. Give LOU, LUF, LUK or LUFS for"
    " the unit.",
)
