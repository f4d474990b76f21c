"""What speaks against recording a milestone: why a date cannot be, or what is wrong with one that can have happened.

Each takes the facts of what the milestone is about and the date, or the word beside it; None where nothing does.
"""

from datetime import date

from states.facts import Facts, Milestone
from states.law.clearance import clear_from, standstill_of
from states.processes import placement, supplier
from states.records.obligations import Origin, Terms
from states.text import Text, long_date

AWARD = (Milestone.AWARD_DECIDED, Milestone.AWARD_NOTICE_SENT, Milestone.INTENT_NOTICE_PUBLISHED)
"""What begins the award: nothing that a supplier does for the contract lies before it."""


def too_early_to_sign(facts: Facts, on: date) -> Text | None:
    """Tell why no contract may be signed on a day: the standstill runs, or the court has the case (LOU 20:1, 20:8)."""
    period = standstill_of(facts)
    if period is None or not period.applies:
        return None
    if period.earliest_signing is None:
        return Text(
            "Avtalet får inte tecknas: upphandlingen överprövas och avtalsspärren är förlängd (LOU 20:8).",
            "The contract may not be signed: the procurement is under review and the standstill extended (LOU 20:8).",
        )
    if on >= period.earliest_signing:
        return None
    earliest = period.earliest_signing
    return Text(
        f"Avtalet får tecknas tidigast {long_date(earliest, 'sv')}: avtalsspärren gäller till och med"
        f" {long_date(period.last_day or earliest, 'sv')} (LOU 20:1).",
        f"The contract may be signed on {long_date(earliest, 'en')} at the earliest: the standstill lasts to the end of"
        f" {long_date(period.last_day or earliest, 'en')} (LOU 20:1).",
    )


def not_clear_yet(facts: Facts, on: date) -> Text | None:
    clear = clear_from(facts)
    if clear is None:
        return Text(
            "Kontaktpunkt 2 väntar: underrättelsen om tilldelning är inte registrerad, eller upphandlingen överprövas.",
            "Contact point 2 has to wait: no award notice is recorded, or the procurement is under review.",
        )
    if on >= clear:
        return None
    return Text(
        f"Vinnaren rapporteras när avtalsspärren har löpt ut, tidigast {long_date(clear, 'sv')}.",
        f"The winner is reported once the standstill has expired, {long_date(clear, 'en')} at the earliest.",
    )


def standstill_not_over(facts: Facts, on: date) -> Text | None:
    clear = clear_from(facts)
    if clear is None:
        return Text(
            "Vänta med kontrollen: underrättelsen om tilldelning är inte registrerad, eller upphandlingen överprövas.",
            "The check has to wait: no award notice is recorded, or the procurement is under review.",
        )
    if on >= clear:
        return None
    return Text(
        f"Kontrollen hos domstolen görs när avtalsspärren har löpt ut, tidigast {long_date(clear, 'sv')}.",
        f"The court is asked once the standstill has expired, {long_date(clear, 'en')} at the earliest.",
    )


def before_the_notice(facts: Facts, on: date) -> Text | None:
    decided = facts.on(Milestone.AWARD_DECIDED)
    if decided is None or on >= decided:
        return None
    return Text(
        f"Underrättelsen kan inte ha skickats före tilldelningsbeslutet {long_date(decided, 'sv')}.",
        f"The notice cannot have been sent before the award decision of {long_date(decided, 'en')}.",
    )


def no_review(facts: Facts, on: date) -> Text | None:
    filed = facts.on(Milestone.REVIEW_FILED) or facts.on(Milestone.INTERIM_ORDER)
    if filed is None:
        return Text(
            "Ingen ansökan om överprövning är registrerad för ärendet. Registrera review_filed först.",
            "No application for review is recorded for the case. Record review_filed first.",
        )
    if on >= filed:
        return None
    return Text(
        f"Avgörandet kan inte vara äldre än ansökan {long_date(filed, 'sv')}.",
        f"The ruling cannot be older than the application of {long_date(filed, 'en')}.",
    )


def ends_too_early(facts: Facts, on: date) -> Text | None:
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    if sent is None or on > sent:
        return None
    return Text(
        f"En avtalsspärr kan inte sluta före dagen efter underrättelsen {long_date(sent, 'sv')}.",
        f"A standstill cannot end before the day after the notice of {long_date(sent, 'en')}.",
    )


def already_signed(facts: Facts, on: date) -> Text | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    return Text(
        f"Avtalet tecknades {long_date(signed, 'sv')}; därefter kan upphandlingen inte överprövas (LOU 20:6)."
        " Ogiltighetstalan hanteras utanför ärendet.",
        f"The contract was signed on {long_date(signed, 'en')}; after that the procurement cannot be reviewed"
        " (LOU 20:6). An action for ineffectiveness is handled outside the case.",
    )


def contact_point_1_late(facts: Facts, on: date) -> Text | None:
    known = (Milestone.DOCUMENTS_PUBLISHED, *AWARD, Milestone.CONTRACT_SIGNED)
    public = min((day for milestone in known if (day := facts.on(milestone)) is not None), default=None)
    if public is None or on <= public:
        return None
    return Text(
        f"Kontaktpunkt 1 är sen: upphandlingen var ute redan {long_date(public, 'sv')}, och kravet måste stå i"
        " upphandlingsdokumenten (LOU 17:1). Den räknas som en avvikelse.",
        f"Contact point 1 is late: the procurement was out on {long_date(public, 'en')} already, and the condition must"
        " stand in the procurement documents (LOU 17:1). It counts as a deviation.",
    )


def signed_too_early(facts: Facts, on: date) -> Text | None:
    early = too_early_to_sign(facts, on)
    if early is None:
        return None
    return Text(f"{early.sv} {_SIGNED_EARLY.sv}", f"{early.en} {_SIGNED_EARLY.en}")


_SIGNED_EARLY = Text(
    "Ett avtal i strid med spärren kan ogiltigförklaras (LOU 20:13), och består det ska den upphandlande myndigheten"
    " betala upphandlingsskadeavgift, 10 000 till 20 miljoner kronor och högst tio procent av värdet (LOU 21:1, 21:6).",
    "A contract in breach of the standstill can be declared ineffective (LOU 20:13), and if it stands the authority has"
    " to pay a fine of SEK 10 000 to 20 million, at most ten per cent of the value (LOU 21:1, 21:6).",
)


def after_signing(facts: Facts, on: date) -> Text | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    return Text(
        f"Avtalet tecknades {long_date(signed, 'sv')}. En leverantör som inte levererar därefter hanteras som brist"
        " (deficiency_noted).",
        f"The contract was signed on {long_date(signed, 'en')}. A supplier that does not deliver after that is handled"
        " as a deficiency (deficiency_noted).",
    )


def not_handed_over(facts: Facts, _: date) -> Text | None:
    if supplier.handed_over.holds(facts):
        return None
    return Text(
        "Kontaktperson utses först när kontaktpunkt 2 är tagen och upphandlingen överlämnad till matchning.",
        "A contact person is assigned once contact point 2 is made and the procurement is handed over to matching.",
    )


def short_of_promise(facts: Facts, _: date) -> Text | None:
    account = facts.account
    if account is None or account.obligation.unit is None:
        return Text(
            "Åtagandet är inte infört. Inför det med ”trespann obligation”.",
            "The obligation is not entered. Enter it with “trespann obligation”.",
        )
    if account.met:
        return None
    return Text(
        f"Åtagandet är inte uppfyllt: {account.fulfilled:.4g} av {account.promised:.4g} är levererat,"
        f" {account.short:.4g} saknas. Konstatera i stället en brist (deficiency_noted).",
        f"The obligation is not fulfilled: {account.fulfilled:.4g} of {account.promised:.4g} have been delivered,"
        f" {account.short:.4g} are missing. Note a deficiency (deficiency_noted) instead.",
    )


def cure_date_running(facts: Facts, on: date) -> Text | None:
    last = supplier.cure_by(facts)
    if not supplier.deficiency_pending(facts):
        return Text(
            "Ingen brist är konstaterad. Registrera deficiency_noted och cure_by först.",
            "No deficiency has been noted. Record deficiency_noted and cure_by first.",
        )
    if last is None or on > last:
        return None
    return Text(
        f"Leverantören har till och med {long_date(last, 'sv')} på sig att rätta bristen.",
        f"The supplier has until {long_date(last, 'en')} to correct the deficiency.",
    )


def not_in_contract(facts: Facts, sanction: str) -> Text | None:
    """Tell why a penalty cannot be decided: the contract has none (UHM on deficiencies)."""
    owed = facts.account.obligation if facts.account else None
    if sanction == supplier.Sanction.PENALTY and not (owed and owed.penalty):
        return Text(
            "Åtagandet har inget vite. Finns det i avtalet, inför det med ”trespann obligation --penalty”.",
            "The obligation has no penalty. If the contract has one, enter it with “trespann obligation --penalty”.",
        )
    return None


def internship_is_not_all(facts: Facts, outcome: str) -> Text | None:
    owed = facts.account.obligation if facts.account else None
    if outcome != placement.InternshipOutcome.OBLIGATION_DONE or (owed and owed.internship_counts):
        return None
    return Text(
        "Åtagandet uppfylls inte med praktik. Gör det det, inför det med ”trespann obligation --internship-counts”.",
        "An internship does not meet the obligation. If it does, enter “trespann obligation --internship-counts”.",
    )


def nobody_was_proposed(facts: Facts, terms: str) -> Text | None:
    """Tell why nobody can have come through our matching; the proposal would later be taken for another candidate."""
    try:
        origin = Terms.parse(terms).origin
    except ValueError:
        return None  # refused for its words
    if origin is not Origin.MATCHED or facts.on(Milestone.CANDIDATE_PROPOSED) is not None:
        return None
    return Text(
        "Ingen kandidat är föreslagen. Registrera candidate_proposed först, eller att anställningen inte kom"
        " till genom matchningen (outside eller own_employee).",
        "No candidate is proposed. Record candidate_proposed first, or that the hire did not come"
        " about through the matching (outside or own_employee).",
    )


def nobody_there(facts: Facts, _: date) -> Text | None:
    if placement.candidate_present.holds(facts):
        return None
    return Text(
        "Platsen har ingen kandidat. Registrera candidate_proposed först.",
        "The position has no candidate. Record candidate_proposed first.",
    )


def is_hired(facts: Facts, _: date) -> Text | None:
    if facts.on(Milestone.EMPLOYMENT_STARTED) is None:
        return None
    return Text(
        "Kandidaten är anställd. Registrera i stället när anställningen slutade (employment_ended).",
        "The candidate is hired. Record when the employment ended (employment_ended) instead.",
    )


def end_not_recorded(facts: Facts, found: str) -> Text | None:
    if found != placement.StillThere.ENDED or facts.on(Milestone.EMPLOYMENT_ENDED) is not None:
        return None
    return Text(
        "Registrera först när anställningen slutade (employment_ended): fram till dess räknas månaderna.",
        "Record first when the employment ended (employment_ended): until then its months are counted.",
    )


def someone_there(facts: Facts, _: date) -> Text | None:
    if not placement.candidate_present.holds(facts):
        return None
    return Text(
        "Platsen har redan en kandidat. Registrera först att den kandidaten inte längre är aktuell (candidate_declined,"
        " internship_ended eller employment_ended).",
        "The position already has a candidate. Record first that this candidate is no longer in question"
        " (candidate_declined, internship_ended or employment_ended).",
    )


def turned_down(facts: Facts, _: date) -> Text | None:
    if facts.on(Milestone.CANDIDATE_DECLINED) is None or facts.on(Milestone.EMPLOYMENT_STARTED) is not None:
        return None
    return Text(
        "Kandidaten är inte längre aktuell. Registrera nästa kandidat (candidate_proposed), eller ta tillbaka"
        " candidate_declined med --withdraw.",
        "The candidate is no longer in question. Record the next candidate (candidate_proposed), or take back"
        " candidate_declined with --withdraw.",
    )


def not_before_profile(facts: Facts, on: date) -> Text | None:
    agreed = facts.on(Milestone.PROFILE_AGREED)
    if agreed is not None and on >= agreed:
        return someone_there(facts, on)
    return Text(
        "Kandidater föreslås när leverantörens kompetensprofil är överenskommen (profile_agreed).",
        "Candidates are proposed once the supplier's competence profile is agreed (profile_agreed).",
    )
