"""What the steps of a reckoning say: of the standstill, the courts and what is uncertain about them."""

from collections.abc import Mapping
from enum import StrEnum, auto

from states.law.acts import Rule
from states.law.courts import Ruling
from states.law.procedures import Channel
from states.text import Text

NOT_REQUIRED: Mapping[Rule, Text] = {
    Rule.NO_PRIOR_NOTICE: Text(
        "Ingen avtalsspärr krävs vid förhandlat förfarande utan föregående annonsering.",
        "No standstill is required in a negotiated procedure without prior notice.",
    ),
    Rule.FRAMEWORK: Text(
        "Ingen avtalsspärr krävs vid förnyad konkurrensutsättning inom ett ramavtal.",
        "No standstill is required in a renewed competition under a framework agreement.",
    ),
    Rule.DYNAMIC_SYSTEM: Text(
        "Ingen avtalsspärr krävs när ett kontrakt tilldelas enligt ett dynamiskt inköpssystem.",
        "No standstill is required when a contract is awarded under a dynamic purchasing system.",
    ),
    Rule.CHAPTER_19: Text(
        "Ingen avtalsspärr krävs vid förnyad konkurrensutsättning eller annan löpande tilldelning enligt 19 kap.",
        "No standstill is required in a renewed competition or other continuous award under chapter 19.",
    ),
    Rule.DIRECT: Text(
        "Ingen avtalsspärr krävs vid direktupphandling.",
        "No standstill is required in a direct award.",
    ),
    Rule.CALL_OFF: Text(
        "Ingen avtalsspärr krävs vid avrop från ett ramavtal utan förnyad konkurrensutsättning.",
        "No standstill is required in a call-off from a framework agreement without renewed competition.",
    ),
    Rule.DESIGN_CONTEST: Text(
        "Juryns beslut i en projekttävling tilldelar inget kontrakt. Ingen avtalsspärr löper av det.",
        "The jury's decision in a design contest awards no contract. It begins no standstill.",
    ),
    Rule.FREEDOM_OF_CHOICE: Text(
        "Ingen avtalsspärr finns i ett valfrihetssystem: alla som uppfyller villkoren får kontrakt.",
        "There is no standstill in a system of choice: whoever meets the terms gets a contract.",
    ),
    Rule.SINGLE_TENDERER: Text(
        "Ingen avtalsspärr krävs när det bara finns en anbudsgivare och ingen annan berörs av beslutet.",
        "No standstill is required when there is only one tenderer and nobody else is affected by the decision.",
    ),
}
CHOSEN = Text("En frivillig avtalsspärr har valts.", "A voluntary standstill has been chosen.")
SENT = {
    Channel.ELECTRONIC: Text(
        "Underrättelsen om tilldelning skickades elektroniskt {0}. Det är dag 0.",
        "The award notice was sent electronically on {0}. That is day 0.",
    ),
    Channel.OTHER: Text(
        "Underrättelsen om tilldelning skickades {0}, till minst en mottagare på annat sätt än elektroniskt."
        " Det är dag 0.",
        "The award notice was sent on {0}, to at least one recipient by other than electronic means. That is day 0.",
    ),
}
NOT_SENT = Text(
    "Underrättelsen om tilldelning är inte skickad. Därför finns ingen sista dag, och avtal får inte ingås.",
    "The award notice has not been sent. So there is no last day, and no contract may be signed.",
)
PUBLISHED = Text(
    "Annonsen om avsikten att tilldela kontraktet publicerades {0}. Det är dag 0.",
    "The notice of the intention to award the contract was published on {0}. That is day 0.",
)
DAY_COUNTED = Text(
    "Avtal får inte ingås förrän {days} dagar har gått. Dag {days} är {0}.",
    "No contract may be signed until {days} days have passed. Day {days} is {0}.",
)
STATED_SHORTER = Text(
    "Den sista dag som anges, {0}, är för tidig och förkortar inte avtalsspärren.",
    "The last day that is stated, {0}, is too early and does not shorten the standstill.",
)
STATED_LONGER = Text(
    "En längre avtalsspärr har angetts, till och med {0}.",
    "A longer standstill has been stated, up to and including {0}.",
)
SKIPPED = Text("Den {0} är {why} och kan inte vara sista dag.", "{0} is {why} and cannot be the last day.")
LAST_DAY = Text("Avtalsspärrens sista dag är {0}.", "The last day of the standstill is {0}.")
LAST_OF_TEN_DAYS = Text("Tiodagarsfristens sista dag är {0}.", "The last day of the ten-day period is {0}.")
LATER_DAY = Text("Den senare dagen gäller, {0}.", "The later day counts, {0}.")
EARLIEST = Text("Avtal får ingås tidigast {0}.", "The contract may be signed on {0} at the earliest.")

EXTENDED = Text(
    "Alla anbudsgivare fick {0} besked om att avtalsspärren förlängs till och med {1}.",
    "All tenderers were told on {0} that the standstill is extended up to and including {1}.",
)
EXTENSION_TOO_SHORT = Text(
    "Beskedet {0} om avtalsspärr till och med {1} ger ingen längre tid än den som redan gäller.",
    "The message of {0} on a standstill up to and including {1} gives no more time than already applies.",
)
EXTENSION_NOT_TO_ALL = Text(
    "Beskedet {0} om förlängning till och med {1} saknar verkan: det gick inte till alla anbudsgivare.",
    "The message of {0} on an extension up to and including {1} has no effect: it did not go to all tenderers.",
)
EXTENSION_NOT_RUNNING = Text(
    "Beskedet {0} om förlängning till och med {1} saknar verkan: då löpte ingen avtalsspärr.",
    "The message of {0} on an extension up to and including {1} has no effect: no standstill was running then.",
)

REVIEW_FILED = Text(
    "En ansökan om överprövning{of} kom in till förvaltningsrätten {0}."
    " Avtalsspärren fortsätter att gälla medan målet handläggs där (förlängd avtalsspärr).",
    "An application for review{of} reached the administrative court on {0}."
    " The standstill goes on while that court has the case (extended standstill).",
)
REVIEW_OPEN_AT_NOTICE = Text(
    "En ansökan om överprövning{of} kom in till förvaltningsrätten {0} och var inte avgjord när underrättelsen"
    " skickades. Avtalsspärren fortsätter att gälla medan målet handläggs där (förlängd avtalsspärr).",
    "An application for review{of} reached the administrative court on {0} and was undecided when the award notice was"
    " sent. The standstill goes on while that court has the case (extended standstill).",
)
SENT_BACK = Text(
    "Målet{of} återförvisades till förvaltningsrätten {0}.",
    "The case{of} was sent back to the administrative court on {0}.",
)
REVIEW_LATE = Text(
    "En ansökan om överprövning{of} kom in till förvaltningsrätten {0}, efter avtalsspärrens sista dag."
    " Den förlänger inte avtalsspärren.",
    "An application for review{of} reached the administrative court on {0}, after the last day of the standstill."
    " It does not extend the standstill.",
)
REVIEW_OVER_BEFORE = Text(
    "En ansökan om överprövning{of} kom in till förvaltningsrätten {0} och avgjordes före underrättelsen om"
    " tilldelning. Den förlänger inte avtalsspärren.",
    "An application for review{of} reached the administrative court on {0} and was decided before the award notice."
    " It does not extend the standstill.",
)
REVIEW_WITHOUT_STANDSTILL = Text(
    "En ansökan om överprövning{of} kom in till förvaltningsrätten {0}."
    " Ingen avtalsspärr gäller som kan förlängas; bara ett interimistiskt beslut hindrar avtal.",
    "An application for review{of} reached the administrative court on {0}."
    " There is no standstill to extend; only an interim order bars the contract.",
)
REVIEW_PENDING = Text(
    "Målet är inte avgjort. Därför finns ingen sista dag, och avtal får inte ingås.",
    "The case has not been decided. So there is no last day, and no contract may be signed.",
)
NOT_EXTENDED = Text(
    "Förvaltningsrätten beslutade {0} att någon förlängd avtalsspärr inte ska gälla{of}.",
    "The administrative court decided on {0} that no extended standstill shall apply{of}.",
)
DECIDED = Text(
    "Förvaltningsrätten avgjorde målet{of} {0}. Det är dag 0 i tiodagarsfristen.",
    "The administrative court decided the case{of} on {0}. That is day 0 of the ten-day period.",
)
NO_TEN_DAYS = Text(
    "Förvaltningsrätten avgjorde målet{of} {0}. Ingen förlängd avtalsspärr gällde, så ingen tiodagarsfrist löper.",
    "The administrative court decided the case{of} on {0}. No extended standstill applied, so no ten-day period runs.",
)
TEN_DAYS_WAIVED = Text(
    "Domstolen beslutade {0} att någon tiodagarsfrist inte ska gälla{of}.",
    "The court decided on {0} that no ten-day period shall apply{of}.",
)
ORDERED = Text(
    "Domstolen beslutade {0} att avtal tills vidare inte får ingås (interimistiskt beslut){of}.",
    "The court ordered on {0} that no contract may be signed until further notice (interim order){of}.",
)
ORDERED_BY = Text(
    "{Court} beslutade {0} att avtal tills vidare inte får ingås (interimistiskt beslut){of}.",
    "{Court} ordered on {0} that no contract may be signed until further notice (interim order){of}.",
)
ORDERED_UNTIL_RULING = Text(
    "{Court} beslutade {0} att avtal inte får ingås förrän förvaltningsrätten har avgjort målet{of}.",
    "{Court} ordered on {0} that no contract may be signed until the administrative court has decided the case{of}.",
)
ORDER_PENDING = Text(
    "Beslutet gäller fortfarande. Därför finns ingen sista dag, och avtal får inte ingås.",
    "The order still stands. So there is no last day, and no contract may be signed.",
)
ORDER_ENDED = Text(
    "Det interimistiska beslutet upphörde {0}. Det är dag 0 i tiodagarsfristen.",
    "The interim order ended on {0}. That is day 0 of the ten-day period.",
)
ORDER_ENDED_FREE = Text(
    "Det interimistiska beslutet upphörde {0}. Högsta förvaltningsdomstolen återförvisade inte målet,"
    " så ingen tiodagarsfrist löper.",
    "The interim order ended on {0}. The supreme administrative court did not send the case back,"
    " so no ten-day period runs.",
)
GRANTED_RULING: Mapping[Ruling, Text] = {
    Ruling.REDO: Text(
        "{Court} beslutade {0} att upphandlingen ska göras om{of}. Inget avtal kan ingås på den här tilldelningen.",
        "{Court} ordered on {0} that the procurement be redone{of}. No contract can come from this award.",
    ),
    Ruling.CORRECTION: Text(
        "{Court} beslutade {0} om rättelse{of}. Inget avtal kan ingås förrän en ny underrättelse har skickats.",
        "{Court} ordered a correction on {0}{of}. No contract can be signed before a new award notice is sent.",
    ),
}
GRANT_UNDONE = Text(
    "Beslutet om rättelse eller att upphandlingen ska göras om upphävdes {0}{of}.",
    "The order to correct or to redo the procurement was set aside on {0}{of}.",
)
WITHDRAWN_AWARD = Text(
    "Tilldelningen återkallades {0}. En ny underrättelse ger en ny avtalsspärr.",
    "The award was withdrawn on {0}. A new award notice begins a new standstill.",
)
CANCELLED = Text(
    "Upphandlingen avbröts {0}. Det finns inget avtal att teckna.",
    "The procurement was cancelled on {0}. There is no contract to sign.",
)
ACT_ASSUMED = Text(
    "Ingen har angett vilken lag upphandlingen följer. Dagen är räknad efter den strängaste, {act}."
    " Ange lagen om det är en annan.",
    "Nobody has said which act the procurement falls under. The day is reckoned by the strictest, {act}."
    " Enter the act if it is another.",
)


class Doubt(StrEnum):
    """A question that the law leaves open, and whose stricter answer gives a later day."""

    REMITTED = auto()
    LATE_UNDER_ANOTHERS = auto()
    SUPREME_COURT = auto()
    LIFTED_THEN_RULED = auto()
    GRANT_UNDONE = auto()
    PROMISED = auto()
    NO_EXCEPTION = auto()


DOUBTS: Mapping[Doubt, Text] = {
    Doubt.REMITTED: Text(
        "Målet har återförvisats till förvaltningsrätten{of}. Enligt en strängare läsning gäller förlängd avtalsspärr"
        " där på nytt.",
        "The case has been sent back to the administrative court{of}. On a stricter reading the extended standstill"
        " applies there again.",
    ),
    Doubt.LATE_UNDER_ANOTHERS: Text(
        "Ansökan{of} kom in för sent men medan en annan leverantörs förlängda avtalsspärr gällde. Enligt en strängare"
        " läsning hindrar även den avtal.",
        "The application{of} came too late, but while another supplier's extended standstill applied. On a stricter"
        " reading it bars the contract too.",
    ),
    Doubt.SUPREME_COURT: Text(
        "Lagen ger ingen tiodagarsfrist när Högsta förvaltningsdomstolen själv avgör eller häver{of}. Enligt en"
        " strängare läsning löper den ändå.",
        "The act gives no ten-day period where the supreme administrative court itself decides or lifts{of}. On a"
        " stricter reading it runs all the same.",
    ),
    Doubt.LIFTED_THEN_RULED: Text(
        "Det interimistiska beslutet hävdes innan målet avgjordes{of}. Enligt en strängare läsning löper tio dagar"
        " också från avgörandet.",
        "The interim order was lifted before the case was decided{of}. On a stricter reading ten days run from the"
        " ruling as well.",
    ),
    Doubt.GRANT_UNDONE: Text(
        "En högre domstol har upphävt beslutet om rättelse eller omgörning{of}. Enligt en strängare läsning löper tio"
        " dagar från den domen.",
        "A higher court has set aside the order to correct or redo{of}. On a stricter reading ten days run from that"
        " ruling.",
    ),
    Doubt.PROMISED: Text(
        "Förlängningen saknar verkan enligt lagen. Den som har lovat leverantören en längre tid bör hålla det.",
        "The extension has no effect in law. Whoever promised the supplier more time should keep the promise.",
    ),
    Doubt.NO_EXCEPTION: Text(
        "Lagen har inget uttryckligt undantag från avtalsspärren här. Enligt en strängare läsning löper den från"
        " underrättelsen.",
        "The act has no express exception from the standstill here. On a stricter reading it runs from the award"
        " notice.",
    ),
}
STRICTER = Text("{why} Vänta i så fall till {until}.", "{why} If so, wait until {until}.")
STRICTER_BLOCKED = Text(
    "{why} Vänta i så fall tills domstolen har avgjort målet.",
    "{why} If so, wait until the court has decided the case.",
)
