from notifications.delivery.problems import PROBLEMS, Problem, explain


def test_every_problem_is_told_in_both_languages():
    assert set(PROBLEMS) == set(Problem)
    for text in PROBLEMS.values():
        assert text.sv
        assert text.sv != text.en


def test_a_stored_problem_becomes_a_sentence_with_what_the_server_said():
    told = explain("refused: 550 5.1.1 No such user")
    assert told.sv == "E-postservern avvisade adressen eller meddelandet. (550 5.1.1 No such user)"
    assert explain("superseded").en == PROBLEMS[Problem.SUPERSEDED].en
    assert explain("Mottagaren har ringt").sv == "Mottagaren har ringt"
