"""One message on its way: claimed, sent, confirmed, or visibly not."""

from enum import StrEnum, auto

from states.facts import Facts, Role
from states.machine import Duty, Move, Process, guard
from states.refusal import repeat
from states.text import Text


class DeliveryState(StrEnum):
    QUEUED = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()
    WITHHELD = auto()
    CANCELLED = auto()
    UNKNOWN = auto()
    BOUNCED = auto()


UNDELIVERED = (DeliveryState.FAILED, DeliveryState.BOUNCED)
"""The address is at fault: somebody else is told."""


@guard("Ett skäl är angivet.", "A reason is given.", met_by=Role.SUPPORT, remedies=(repeat(reason=""),))
def reason_given(facts: Facts) -> bool:
    return bool(facts.reason.strip())


_AT_ONCE = Text("Skickas vid nästa körning.", "Sent at the next tick.")
_WATCHED = Text(
    "Övergår till okänd när lånetiden har gått ut.",
    "Becomes unknown when the claim expires.",
)
_SHOWN = Text("Visas för stödfunktionen tills någon avgör.", "Shown to the support function until someone decides.")

_OUTBOX, _SUPPORT = (Role.OUTBOX,), (Role.SUPPORT,)
_S = DeliveryState

DELIVERY = Process(
    "delivery",
    label=Text("leverans av ett meddelande", "delivery of a message"),
    initial=DeliveryState.QUEUED,
    duties={
        _S.QUEUED: Duty(Text("i kö", "queued"), Role.OUTBOX, no_deadline=_AT_ONCE),
        _S.SENDING: Duty(Text("skickas", "sending"), Role.OUTBOX, no_deadline=_WATCHED),
        _S.UNKNOWN: Duty(Text("okänt om det kom fram", "unknown"), Role.SUPPORT, no_deadline=_SHOWN),
        _S.SENT: Duty(Text("skickat", "sent")),
        _S.FAILED: Duty(Text("kunde inte levereras", "failed")),
        _S.WITHHELD: Duty(Text("hölls inne: inte längre aktuellt", "withheld: no longer due")),
        _S.CANCELLED: Duty(Text("återkallat", "cancelled")),
        _S.BOUNCED: Duty(Text("kom tillbaka", "bounced")),
    },
    triggers={
        "claim": Text("ta", "claim"),
        "confirm": Text("bekräfta", "confirm"),
        "retry": Text("försök igen", "retry"),
        "give_up": Text("ge upp", "give up"),
        "withhold": Text("håll inne", "withhold"),
        "cancel": Text("återkalla", "cancel"),
        "lose": Text("förlorad", "lose"),
        "resend": Text("skicka igen", "send again"),
        "accept": Text("räkna som skickat", "count as sent"),
        "bounce": Text("kommer tillbaka", "come back"),
    },
    moves=(
        Move("claim", (_S.QUEUED,), _S.SENDING, _OUTBOX),
        Move("confirm", (_S.SENDING,), _S.SENT, _OUTBOX),
        Move("retry", (_S.SENDING,), _S.QUEUED, _OUTBOX),
        Move("give_up", (_S.SENDING,), _S.FAILED, _OUTBOX),
        Move("withhold", (_S.QUEUED,), _S.WITHHELD, _OUTBOX),
        Move("cancel", (_S.QUEUED,), _S.CANCELLED, _SUPPORT, (reason_given,)),
        Move("lose", (_S.SENDING,), _S.UNKNOWN, _OUTBOX),
        Move("bounce", (_S.SENT, _S.UNKNOWN), _S.BOUNCED, _OUTBOX),
        Move("resend", (_S.UNKNOWN, _S.FAILED, _S.BOUNCED), _S.QUEUED, _SUPPORT, (reason_given,)),
        Move("accept", (_S.UNKNOWN,), _S.SENT, _SUPPORT, (reason_given,)),
    ),
)
