def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def test_init_creates_the_database_and_reads_the_directory(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_VAR", "var")

    assert told(run("init", "--city", "city.toml")) == [
        "Databasen är klar: sqlite:///var/trespann.db",
        "Personer inlästa från city.toml: 2",
    ]
    assert (home / "var" / "trespann.db").exists()


def test_init_tells_of_text_that_was_decoded_twice(home, run):
    wrong = (home / "city.toml").read_text("utf-8").replace("Parkförvaltningen", "ParkfÃ¶rvaltningen")
    (home / "city.toml").write_text(wrong, "utf-8")

    done = run("init", "--city", "city.toml")

    assert told(done)[-1] == "Personer inlästa från city.toml: 2"
    assert done.stderr.startswith("[[unit]] nummer 1: ”name”: Texten har sparats med fel teckenkodning")


def test_init_again_leaves_what_is_there(home, run):
    run("init", "--city", "city.toml")

    again = run("init")

    assert told(again)[-1] == "Personer i katalogen: 2"


def test_init_does_not_read_another_directory_into_one_that_holds_people(city, run):
    again = run("init", "--city", "city.toml")

    assert again.exit_code == 1
    assert again.stderr == "Det finns redan personer i katalogen (2), så city.toml lästes inte in.\n"


def test_init_reads_the_directory_of_the_settings(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DIRECTORY", "city.toml")

    assert told(run("init"))[-1] == "Personer inlästa från city.toml: 2"


def test_init_without_any_directory_tells_how_to_add_one(home, run):
    assert told(run("init"))[-1] == "Katalogen är tom. Läs in enheter och personer med: trespann init --city FILE"


def test_init_refuses_a_directory_that_is_not_there_before_it_creates_anything(home, run):
    refused = run("init", "--city", "saknas.toml")

    assert (refused.exit_code, refused.stderr.splitlines()[0]) == (2, "Fel: --city: Det finns ingen fil saknas.toml.")
    assert not (home / "var").exists()


def test_a_directory_that_is_wrong_is_told_by_its_name(home, run):
    (home / "fel.toml").write_text("[[unit]]\nname = 7\n", encoding="utf-8")

    refused = run("init", "--city", "fel.toml")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Fel: fel.toml: ")
