"""Backward planning: from the day on which work is to begin to the day by which people must be contacted."""

from dataclasses import dataclass
from datetime import date, timedelta

from states.law.calendar import months_after, working_days_before
from states.text import Text

DAYS_PER_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The last days for what comes before a start; each is an ordinary weekday. `months` prepare one person."""

    occupation: Text
    months: float
    start: date
    begin_by: date
    """The preparation takes until the start from here."""
    contact_by: date
    """The assessment takes until `begin_by` from here."""
    assessing: int
    """Working days that the city gives the assessment."""

    def too_late(self, today: date) -> bool:
        """Tell whether nobody who begins today is prepared by the start."""
        return today > self.begin_by

    def reasoning(self, today: date, *, contact_owed: bool = True) -> Text:
        """Return which day is the last for what, and why; what is too late is said so.

        By when to contact the support function is left out where that is not `contact_owed`.
        """
        in_time = _IN_TIME if contact_owed else _BEGIN
        told = _TOO_LATE if self.too_late(today) else _NOW if today > self.contact_by else in_time
        return told.fill(
            occupation=self.occupation,
            months=self.months,
            start=self.start,
            begin=self.begin_by,
            contact=self.contact_by,
            days=self.assessing,
        )

    def in_short(self, today: date) -> Text:
        """Return the same for a line of a list."""
        told = _SHORT_TOO_LATE if self.too_late(today) else _SHORT
        return told.fill(occupation=self.occupation, contact=self.contact_by)


def lead_time(start: date, months: float, occupation: Text, *, assessing: int) -> LeadTime:
    """Return by when people must be contacted so that they are prepared on the day work begins.

    A day that is no ordinary weekday is moved back to the one before it, as the city's days before an event are.
    """
    whole = int(months)
    before = months_after(start, -whole) - timedelta(days=round((months - whole) * DAYS_PER_MONTH))
    begin_by = working_days_before(before, 0)
    return LeadTime(occupation, months, start, begin_by, working_days_before(begin_by, assessing), assessing)


_IN_TIME = Text(
    "Arbetet planeras börja {start}. Att förbereda någon för yrket {occupation} tar ungefär {months:g} månader och"
    " måste börja senast {begin}. Bedömningen tar upp till {days} arbetsdagar: kontakta stödfunktionen senast"
    " {contact}.",
    "The work is planned to begin on {start}. Preparing somebody as {occupation} takes about {months:g} months and"
    " must begin by {begin}. The assessment takes up to {days} working days: contact the support function by"
    " {contact}.",
)
_BEGIN = Text(
    "Arbetet planeras börja {start}. Att förbereda någon för yrket {occupation} tar ungefär {months:g} månader och"
    " måste börja senast {begin}.",
    "The work is planned to begin on {start}. Preparing somebody as {occupation} takes about {months:g} months and must"
    " begin by {begin}.",
)
_NOW = Text(
    "Arbetet planeras börja {start}. Att förbereda någon för yrket {occupation} tar ungefär {months:g} månader och"
    " måste börja senast {begin}. Stödfunktionen skulle ha kontaktats senast {contact}: gör bedömningen genast.",
    "The work is planned to begin on {start}. Preparing somebody as {occupation} takes about {months:g} months and"
    " must begin by {begin}. The support function should have been contacted by {contact}: make the assessment at"
    " once.",
)
_TOO_LATE = Text(
    "För sent att utbilda: arbetet planeras börja {start}, att förbereda någon för yrket {occupation} tar ungefär"
    " {months:g} månader och skulle ha börjat senast {begin}. Räkna med personer som redan kan yrket, ett annat yrke"
    " eller en senare start.",
    "Too late to train for: the work is planned to begin on {start}, preparing somebody as {occupation} takes about"
    " {months:g} months and should have begun by {begin}. Count on people who know the trade already, another"
    " occupation or a later start.",
)
_SHORT = Text("kontakt senast {contact:plain}", "contact by {contact:plain}")
_SHORT_TOO_LATE = Text("för sent att utbilda: {occupation}", "too late to train for: {occupation}")
