import pytest

from states.law.procedures import SPELLINGS, Channel, Procedure, parse_procedure

P = Procedure


@pytest.mark.parametrize(
    ("said", "procedure"),
    [
        ("open", P.OPEN),
        ("Öppet förfarande", P.OPEN),
        ("o\u0308ppet", P.OPEN),
        ("OPPET", P.OPEN),
        ("restricted", P.RESTRICTED),
        ("Selektivt", P.RESTRICTED),
        ("neg-w-call", P.NEGOTIATED),
        ("förhandlat", P.NEGOTIATED),
        ("neg-wo-call", P.NEGOTIATED_WITHOUT_NOTICE),
        ("negotiated-without-notice", P.NEGOTIATED_WITHOUT_NOTICE),
        ("Förhandlat förfarande utan föregående annonsering", P.NEGOTIATED_WITHOUT_NOTICE),
        ("comp-dial", P.COMPETITIVE_DIALOGUE),
        ("COMPETITIVE_DIALOGUE", P.COMPETITIVE_DIALOGUE),
        ("innovation", P.INNOVATION_PARTNERSHIP),
        ("Innovationspartnerskap", P.INNOVATION_PARTNERSHIP),
        ("comp-tend", P.SIMPLIFIED),
        ("oth-single", P.SIMPLIFIED),
        ("oth-mult", P.SIMPLIFIED),
        ("förenklat", P.SIMPLIFIED),
        ("FKU", P.RENEWED_COMPETITION),
        ("  förnyad   konkurrensutsättning ", P.RENEWED_COMPETITION),
        ("FKU 19 kap.", P.RENEWED_COMPETITION_CH19),
        ("DIS", P.DYNAMIC_PURCHASING_SYSTEM),
        ("dynamiskt inköpssystem", P.DYNAMIC_PURCHASING_SYSTEM),
        ("DIS 19 kap", P.DYNAMIC_PURCHASING_CH19),
        ("Direktupphandling", P.DIRECT_AWARD),
    ],
)
def test_a_procedure_is_known_by_its_names(said, procedure):
    assert parse_procedure(said) is procedure


def test_every_procedure_is_known_by_its_stored_value_and_each_spelling_means_one():
    assert [parse_procedure(p.value) for p in Procedure] == list(Procedure)
    assert set(SPELLINGS) == set(Procedure)
    for procedure, words in SPELLINGS.items():
        assert [parse_procedure(word) for word in words] == [procedure] * len(words)


@pytest.mark.parametrize("said", ["", "anbud", "open or restricted"])
def test_an_unknown_procedure_is_refused_with_those_that_are_known(said):
    with pytest.raises(ValueError, match=r"Unknown procedure .* renewed_competition .*fku") as refusal:
        parse_procedure(said)
    assert all(p.value in str(refusal.value) for p in Procedure)


def test_the_stored_values_stay_what_they_are():
    assert [p.value for p in Procedure] == [
        "open",
        "restricted",
        "negotiated",
        "negotiated_without_notice",
        "competitive_dialogue",
        "innovation_partnership",
        "simplified",
        "renewed_competition",
        "renewed_competition_ch19",
        "dynamic_purchasing_system",
        "dynamic_purchasing_ch19",
        "direct_award",
        "call_off",
        "concession",
        "qualification_system",
        "design_contest",
        "freedom_of_choice",
    ]
    assert [channel.value for channel in Channel] == ["electronic", "other"]
