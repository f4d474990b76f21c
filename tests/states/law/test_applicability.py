"""When the City's model applies, and which requirement forms may stand together."""

from itertools import chain, combinations, product

import pytest

from states.law.acts import Act
from states.law.applicability import (
    ALLOWED_FORMS,
    FORM_LABELS,
    KIND_LABELS,
    KIND_SPELLINGS,
    OUTCOME_LABELS,
    AssessmentOutcome,
    FormsRefused,
    KindMeant,
    ModelAnswer,
    ProcurementKind,
    RequirementForm,
    ReservationRefused,
    applicability,
    check_forms,
    check_reserved,
    parse_kind,
    reserved_by,
)
from states.law.procedures import Procedure

K, F = ProcurementKind, RequirementForm
GOODS = "Varuköp omfattas inte av modellen."
SHORT = "Uppdraget är inte längre än fyra månader."
ALONE = "Uppdraget kräver inte fler än en person."
NO_KIND = "Slag av upphandling saknas."
NO_LENGTH = "Avtalets längd är inte känd."
NO_HEADCOUNT = "Antalet personer som behövs är inte känt."
APPLIES = (
    "Modellen gäller: tjänst, entreprenad eller förnyad konkurrensutsättning, längre än fyra månader"
    " och fler än en person."
)


@pytest.mark.parametrize(
    ("kind", "months", "headcount", "answer", "reasons"),
    [
        (K.SERVICE, 4.01, 1.5, ModelAnswer.YES, [APPLIES]),
        (K.WORKS, 48.0, 10.0, ModelAnswer.YES, [APPLIES]),
        (K.RENEWED_COMPETITION, 4.01, 2.0, ModelAnswer.YES, [APPLIES]),
        (K.SERVICE, 4.0, 2.0, ModelAnswer.NO, [SHORT]),
        (K.SERVICE, 3.99, 2.0, ModelAnswer.NO, [SHORT]),
        (K.SERVICE, 0.0, 2.0, ModelAnswer.NO, [SHORT]),
        (K.SERVICE, 12.0, 1.0, ModelAnswer.NO, [ALONE]),
        (K.SERVICE, 12.0, 0.5, ModelAnswer.NO, [ALONE]),
        (K.SERVICE, 12.0, 1.01, ModelAnswer.YES, [APPLIES]),
        (K.SERVICE, 4.0, 1.0, ModelAnswer.NO, [SHORT, ALONE]),
        (K.GOODS, 12.0, 5.0, ModelAnswer.NO, [GOODS]),
        (K.GOODS, 4.0, 1.0, ModelAnswer.NO, [GOODS, SHORT, ALONE]),
        (None, 12.0, 2.0, ModelAnswer.ASK, [NO_KIND]),
        (K.WORKS, None, 2.0, ModelAnswer.ASK, [NO_LENGTH]),
        (K.WORKS, 12.0, None, ModelAnswer.ASK, [NO_HEADCOUNT]),
        (None, None, None, ModelAnswer.ASK, [NO_KIND, NO_LENGTH, NO_HEADCOUNT]),
    ],
)
def test_the_rule_at_its_boundaries(kind, months, headcount, answer, reasons):
    result = applicability(kind=kind, months=months, headcount=headcount)
    assert result.answer is answer
    assert [reason.sv for reason in result.reasons] == reasons


@pytest.mark.parametrize(
    ("kind", "months", "headcount", "reasons"),
    [
        (None, 4.0, None, [SHORT]),
        (None, None, 1.0, [ALONE]),
        (K.GOODS, None, None, [GOODS]),
    ],
)
def test_one_no_is_enough_whatever_else_is_unknown(kind, months, headcount, reasons):
    result = applicability(kind=kind, months=months, headcount=headcount)
    assert result.answer is ModelAnswer.NO
    assert [reason.sv for reason in result.reasons] == reasons


def test_more_months_or_more_people_never_turn_a_yes_into_a_no():
    grid = [None, 0.0, 1.0, 1.01, 4.0, 4.01, 12.0]
    for kind, months, headcount in product([None, *K], grid[1:], grid[1:]):
        answer = applicability(kind=kind, months=months, headcount=headcount).answer
        for longer, more in product(grid[1:], grid[1:]):
            if answer is ModelAnswer.YES and longer >= months and more >= headcount:
                assert applicability(kind=kind, months=longer, headcount=more).answer is ModelAnswer.YES


# --- requirement forms -----------------------------------------------------------------------------------------------

SUBSETS = [frozenset(c) for c in chain.from_iterable(combinations(F, n) for n in range(len(F) + 1))]
EVERYWHERE = {
    frozenset({F.TENDER_DOCUMENTATION}),
    frozenset({F.DIALOGUE}),
    frozenset({F.TENDER_DOCUMENTATION, F.DIALOGUE}),
    frozenset({F.EMPLOYMENT}),
    frozenset({F.EMPLOYMENT, F.APPRENTICE}),
}
ONLY_IN_A_FRAMEWORK = {frozenset({F.AWARD_CRITERION})}


def refusal(forms, kind):
    try:
        check_forms(forms, kind=kind)
    except FormsRefused as refused:
        return refused.text.sv
    return None


def test_there_are_32_ways_to_choose_among_five_forms():
    assert len(set(SUBSETS)) == 32


@pytest.mark.parametrize("kind", [None, *K])
@pytest.mark.parametrize("forms", SUBSETS, ids=lambda forms: "+".join(sorted(forms)) or "none")
def test_exactly_the_combinations_of_the_clause_texts_are_allowed(forms, kind):
    allowed = EVERYWHERE | (ONLY_IN_A_FRAMEWORK if kind is K.RENEWED_COMPETITION else set())
    assert (refusal(forms, kind) is None) == (forms in allowed)


def test_the_allowed_forms_are_those_of_the_clause_texts():
    assert ALLOWED_FORMS == EVERYWHERE | ONLY_IN_A_FRAMEWORK


@pytest.mark.parametrize(
    ("forms", "kind", "why"),
    [
        (set(), K.SERVICE, "Välj minst en kravform."),
        (
            {F.AWARD_CRITERION},
            K.SERVICE,
            "Tilldelningskriterium får bara användas vid förnyad konkurrensutsättning.",
        ),
        ({F.AWARD_CRITERION}, None, "Tilldelningskriterium får bara användas vid förnyad konkurrensutsättning."),
        (
            {F.AWARD_CRITERION, F.DIALOGUE},
            K.RENEWED_COMPETITION,
            "Tilldelningskriterium kan inte kombineras med andra kravformer.",
        ),
        ({F.APPRENTICE}, K.WORKS, "Lärlingar får bara krävas tillsammans med anställningskrav."),
        ({F.APPRENTICE, F.DIALOGUE}, K.WORKS, "Lärlingar får bara krävas tillsammans med anställningskrav."),
        (
            {F.EMPLOYMENT, F.DIALOGUE},
            K.WORKS,
            "Anställningskrav kan inte kombineras med dokumentation eller dialogkrav: välj det ena eller det andra.",
        ),
    ],
)
def test_a_refused_combination_says_why(forms, kind, why):
    assert refusal(forms, kind) == why
    with pytest.raises(FormsRefused) as refused:
        check_forms(forms, kind=kind)
    assert str(refused.value) == refused.value.text.en != why


def test_the_forms_may_be_given_in_any_collection():
    check_forms([F.APPRENTICE, F.EMPLOYMENT, F.APPRENTICE], kind=K.WORKS)
    with pytest.raises(FormsRefused):
        check_forms([F.APPRENTICE], kind=K.WORKS)


@pytest.mark.parametrize(
    ("labels", "words"),
    [(OUTCOME_LABELS, AssessmentOutcome), (FORM_LABELS, RequirementForm), (KIND_LABELS, ProcurementKind)],
)
def test_every_word_has_a_label_of_its_own_in_both_languages(labels, words):
    assert set(labels) == set(words)
    assert len({label.sv for label in labels.values()}) == len({label.en for label in labels.values()}) == len(words)


@pytest.mark.parametrize(
    ("word", "kind", "procedure"),
    [
        ("Tjänst", K.SERVICE, None),
        ("tjänster", K.SERVICE, None),
        ("Entreprenad", K.WORKS, None),
        ("FKU", K.RENEWED_COMPETITION, None),
        ("fku", K.RENEWED_COMPETITION, None),
        ("Förnyad konkurrensutsättning (FKU)", K.RENEWED_COMPETITION, None),
        ("renewed_competition", K.RENEWED_COMPETITION, None),
        ("varor", K.GOODS, None),
        ("Tjänstekoncession", K.SERVICE, Procedure.CONCESSION),
        ("byggkoncession", K.WORKS, Procedure.CONCESSION),
        ("Valfrihetssystem (LOV)", K.SERVICE, Procedure.FREEDOM_OF_CHOICE),
    ],
)
def test_a_kind_is_understood_as_people_and_plans_write_it(word: str, kind: K, procedure: Procedure | None):
    assert parse_kind(word) == KindMeant(kind, procedure)


@pytest.mark.parametrize("word", ["", "köp", "projekttävling", "reserverad"])
def test_another_word_is_no_kind(word: str):
    with pytest.raises(ValueError, match=word or "^$"):
        parse_kind(word)


def test_every_kind_is_understood_by_its_value_and_by_its_labels():
    for kind, label in KIND_LABELS.items():
        assert {parse_kind(word).kind for word in (kind, label.sv, label.en)} == {kind}


def test_no_word_stands_for_two_kinds():
    words = [word for spelled in KIND_SPELLINGS.values() for word in spelled]
    assert len(words) == len(set(words))


# --- reserved procurement --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "procedure", "sections"),
    [
        (Act.LOU, Procedure.OPEN, ("LOU 4:18",)),
        (Act.LOU, Procedure.SIMPLIFIED, ("LOU 19:25",)),
        (Act.LUF, Procedure.RENEWED_COMPETITION, ("LUF 4:16",)),
        (Act.LUF, Procedure.SIMPLIFIED, ("LUF 19:25",)),
        (Act.LUK, Procedure.CONCESSION, ("LUK 4:8",)),
        (Act.LUK, Procedure.SIMPLIFIED, ()),
        (Act.LOU, Procedure.DIRECT_AWARD, ()),
        (Act.LUFS, Procedure.OPEN, ()),
        (None, None, ("LOU 4:18", "LUF 4:16", "LUK 4:8")),
        (None, Procedure.SIMPLIFIED, ("LOU 19:25", "LUF 19:25")),
    ],
)
def test_a_reservation_rests_on_the_section_of_its_act(act, procedure, sections):
    assert reserved_by(act, procedure) == sections


def test_only_a_system_of_choice_cannot_be_reserved():
    for act in (None, *(set(Act) - {Act.LOV})):
        check_reserved(act)
    with pytest.raises(ReservationRefused) as refused:
        check_reserved(Act.LOV)
    assert "alla som uppfyller villkoren godkänns (LOV 8 kap.)" in refused.value.text.sv
