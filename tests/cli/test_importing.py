import json
from pathlib import Path

import pytest

from tests.cli.results import plain

PLAN = """\
JournalID;Verksamhet;Benämning upphandling;Upphandlingsområde;Bedömd kontraktstid (mån);Bemanning;Upphandlare e-post
UH-21;Parkförvaltningen;Lekplatser;Entreprenad;24;5;ylva.pahittad@example.se
UH-22;Skolförvaltningen;Skolmat;Tjänst;36;8;ylva.pahittad@example.se
"""


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


@pytest.fixture
def plan(city) -> Path:
    path = city / "plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_plan_is_taken_in_row_by_row(plan, run):
    lines = told(run("import", "plan", "plan.csv", "--on", "2026-01-05"))

    assert lines[0].split() == ["Inläst", "Utfall", "Ärende", "Vad"]
    assert lines[1].split()[:3] == ["plan.csv:2", "nytt", "UH-21"]
    assert lines[-1] == "Nya: 2. Uppdaterade: 0. Oförändrade: 0. Överhoppade: 0."
    assert "Parkförvaltningen" in run("case", "list").stdout


def test_the_same_plan_again_changes_nothing(plan, run):
    run("import", "plan", "plan.csv", "--on", "2026-01-05")

    again = run("import", "plan", "plan.csv", "--on", "2026-01-06")

    assert told(again)[-1] == "Nya: 0. Uppdaterade: 0. Oförändrade: 2. Överhoppade: 0."


def test_a_row_that_cannot_be_read_is_told_and_the_others_go_on(plan, run):
    plan.write_text(PLAN + "UH-23;Parkförvaltningen;;Tjänst;12;2;\n", encoding="utf-8")

    done = run("import", "plan", "plan.csv", "--on", "2026-01-05")

    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == "Nya: 2. Uppdaterade: 0. Oförändrade: 0. Överhoppade: 1."


def test_what_is_told_of_several_rows_alike_is_told_once_and_names_them_all(plan, run):
    rows = "".join(f"UH-{n};Hamnen;Skötsel {n};Tjänst;12;2;\n" for n in range(1, 5))
    plan.write_text(PLAN.splitlines(keepends=True)[0] + rows, encoding="utf-8")

    done = plain(run("import", "plan", "plan.csv", "--on", "2026-01-05").stdout)

    assert done.startswith("Värt att läsa ")
    assert done.count("Enheten ”Hamnen” finns inte i katalogen.") == 1
    assert "4 lika nytt – " in done
    assert "Gäller: plan.csv:2 (UH-1), plan.csv:3 (UH-2), plan.csv:4 (UH-3), plan.csv:5 (UH-4)." in done


def test_of_many_rows_that_need_nothing_some_are_named_and_the_others_counted(plan, run):
    rows = "".join(f"UH-{n};Parkförvaltningen;Skötsel {n};Tjänst;12;2;\n" for n in range(100, 130))
    plan.write_text(PLAN.splitlines(keepends=True)[0] + rows, encoding="utf-8")

    done = plain(run("import", "plan", "plan.csv", "--on", "2026-01-05").stdout)

    assert "plan.csv:13 (UH-111), 18 till." in done


def test_an_import_as_json_is_a_line_for_each_row(plan, run):
    lines = [json.loads(line) for line in told(run("import", "plan", "plan.csv", "--on", "2026-01-05", "--json"))]

    assert [(line["outcome"], line["reference"]) for line in lines] == [("created", "UH-21"), ("created", "UH-22")]
    assert set(lines[0]) == {"name", "outcome", "reference", "sv", "en"}


def test_notices_are_taken_in_file_by_file(city, run):
    from tests.cli.test_law import NOTICE

    (city / "annonser").mkdir()
    (city / "annonser" / "a.xml").write_text(NOTICE, encoding="utf-8")
    (city / "annonser" / "b.xml").write_text("<brev/>", encoding="utf-8")

    done = run("import", "notices", "annonser", "--on", "2026-03-18")

    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    (unread,) = (number for number, line in enumerate(lines) if line.startswith("b.xml"))
    (new,) = (number for number, line in enumerate(lines) if line.startswith("a.xml"))
    assert lines[unread - 2].startswith("Kunde inte läsas in")
    assert lines[new - 2] == "Inget att göra"
    assert unread < new
    assert done.stdout.splitlines()[-1] == "Nya: 1. Uppdaterade: 0. Oförändrade: 0. Överhoppade: 1."


def test_what_an_import_asks_is_listed_with_both_sides_and_answered_once(city, run):
    from tests.models.building import notice_xml

    for word, procedure, previous in (("a", "A", []), ("b", "B", ["1-2026"])):
        number = {"a": "1-2026", "b": "2-2026"}[word]
        content = notice_xml(word, procedure=procedure, oj=number, title=f"Del {word}", previous=previous)
        (city / f"{word}.xml").write_text(content, encoding="utf-8")
        run("import", "notices", f"{word}.xml", "--on", "2026-03-18")

    (question,) = [json.loads(line) for line in told(run("import", "questions", "--json"))]
    listed = run("import", "questions").stdout
    assert {question["notice"]["title"], question["other"]["title"]} == {"Del a", "Del b"}
    assert all(word in listed for word in ("Del a", "Del b", "import answer 1 apart"))

    assert told(run("import", "answer", "1", "apart", "--on", "2026-03-18")) == ["Fråga 1 är besvarad."]
    assert told(run("import", "questions")) == ["Ingen fråga är öppen."]
    again = run("import", "answer", "1", "same", "--on", "2026-03-18")
    assert (again.exit_code, "Fråga 1 är redan besvarad." in again.stderr) == (1, True)


def test_a_notice_that_waited_is_read_when_its_question_is_answered(city, run):
    from tests.models.building import notice_xml

    assert run("case", "open", "UH-5", "Helt annat", "--on", "2026-03-02").exit_code == 0
    (city / "a.xml").write_text(notice_xml("a", procedure="A", number="UH-5"), encoding="utf-8")
    assert run("import", "notices", "a.xml", "--on", "2026-03-18").exit_code == 1

    answered = told(run("import", "answer", "1", "same", "--on", "2026-03-18"))

    assert answered[0] == "Fråga 1 är besvarad."
    assert any(line.split()[:3] == ["a.xml", "uppdaterat", "UH-5"] for line in answered)
    assert told(run("import", "questions")) == ["Ingen fråga är öppen."]


def test_a_notice_may_be_given_to_a_case(case, city, run):
    from tests.cli.test_law import NOTICE

    (city / "a.xml").write_text(NOTICE, encoding="utf-8")

    assert told(run("import", "notices", "a.xml", "--into", case, "--on", "2026-03-18"))[1].split()[2] == case


@pytest.mark.parametrize("words", [("import", "notices", "saknas"), ("import", "plan", "saknas.csv")])
def test_there_must_be_something_to_take_in(city, run, words):
    refused = run(*words)

    assert refused.exit_code == 1
    assert f"Det finns ingen mapp eller fil {words[-1]}" in refused.stderr


def test_a_file_that_is_no_plan_is_told_by_its_name(city, run):
    refused = run("import", "plan", "city.toml")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Fel: city.toml: ")


def test_what_the_latest_import_had_to_tell_is_shown_again(plan, run):
    head, *rows = PLAN.splitlines()
    plan.write_text("\n".join((f"{head};Färg", *(f"{row};röd" for row in rows), "Totalt;2;;;;;;")), encoding="utf-8")
    run("import", "plan", "plan.csv", "--on", "2026-01-05")
    second = told(run("import", "plan", "plan.csv", "--on", "2026-01-06"))

    report = told(run("import", "report"))

    assert report[0] == "plan.csv, inläst 2026-01-06"
    assert "Rubriken ”Färg” förstås inte" in " ".join(" ".join(report).split())
    named = [line.split()[0] for line in second if line.startswith("plan.csv:")]
    assert named == ["plan.csv:4"]  # what was known already is only counted
    assert [line.split()[0] for line in report if line.startswith("plan.csv:")] == named
    assert told(run("import", "report", "mapp/plan.csv")) == report


def test_a_report_as_json_is_what_the_import_said(plan, run):
    first = told(run("import", "plan", "plan.csv", "--on", "2026-01-05", "--json"))

    assert told(run("import", "report", "plan.csv", "--json")) == first


def test_a_report_on_a_file_that_was_never_read_is_refused(plan, run):
    assert "Ingen plan har lästs in än." in run("import", "report").stderr
    run("import", "plan", "plan.csv", "--on", "2026-01-05")

    refused = run("import", "report", "annan.csv")

    assert refused.exit_code == 2
    assert "Det finns om: plan.csv." in refused.stderr


def test_a_planned_procurement_without_a_number_goes_on_under_the_one_it_gets(plan, run):
    plan.write_text("Benämning upphandling;Verksamhet\nLekplatser;Parkförvaltningen\n", encoding="utf-8")
    (line,) = told(run("import", "plan", "plan.csv", "--on", "2026-01-05", "--json"))
    made_up = json.loads(line)["reference"]

    changed = told(run("case", "change", made_up, "--number", "2026-0147", "--months", "24", "--on", "2026-01-07"))

    assert "Ärendet 2026-0147 är ändrat." in changed
    assert told(run("case", "show", made_up.upper()))[0] == f"{made_up.upper()} har fått numret 2026-0147."
    assert told(run("case", "explain", made_up))[0] == f"{made_up} har fått numret 2026-0147."
    assert "Lekplatser" in run("case", "show", "2026-0147").stdout
    again = json.loads(told(run("import", "plan", "plan.csv", "--on", "2026-01-08", "--json"))[0])
    assert (again["reference"], again["outcome"]) == ("2026-0147", "known")
    assert run("case", "change", "2026-0147", "--number", "2026-0148", "--on", "2026-01-09").exit_code == 1
