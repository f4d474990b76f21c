import json

YLVA = "ylva.pahittad@example.se"


def queued(run) -> list[dict]:
    return [json.loads(line) for line in run("messages", "--json").stdout.splitlines()]


def test_a_link_is_mailed_to_whoever_is_asked(case, run):
    told = run("invite", case, "contact_point_1")
    assert told.exit_code == 0, told.stderr
    assert f"Ett mejl med länken går till Ylva Påhittad <{YLVA}>" in " ".join(told.stdout.split())
    (mail,) = queued(run)
    assert (mail["recipient"], mail["state"]) == (YLVA, "queued")


def test_a_page_may_be_named_as_the_mail_names_it(case, run):
    assert run("invite", case, "Jag har kontaktat stödfunktionen").exit_code == 0


def test_a_second_link_within_the_hour_is_no_second_mail(case, run):
    for _ in range(2):
        assert run("invite", case, "contact_point_1").exit_code == 0
    assert len(queued(run)) in {1, 2}  # two when the hour turned between them


def test_what_cannot_be_sent_is_explained(case, run, monkeypatch):
    no_winner = run("invite", case)
    assert no_winner.exit_code == 1
    assert "ingen vinnare" in no_winner.stderr
    assert run("invite", case, "follow_up").exit_code == 1
    unknown = run("invite", case, "contact_point_3")
    assert unknown.exit_code == 2
    assert "contact_point_1" in unknown.stderr
    monkeypatch.setenv("TRESPANN_SMTP_HOST", "smtp.example.se")
    unreachable = run("invite", case, "contact_point_1")
    assert unreachable.exit_code == 1
    assert "TRESPANN_WEB_URL" in unreachable.stderr
    assert queued(run) == []


def test_nobody_is_asked_anything_of_a_case_that_has_ended(case, run):
    assert run("move", case, "cancel", "--by", "officer", "--reason", "Behovet är borta").exit_code == 0
    told = run("invite", case, "contact_point_1")
    assert (told.exit_code, "upphandlingen är avslutad" in " ".join(told.stderr.split())) == (1, True)
    assert queued(run) == []
