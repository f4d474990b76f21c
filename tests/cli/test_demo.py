from pathlib import Path

ROOT = Path(__file__).parents[2]


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def test_a_demonstration_touches_only_its_own_folder(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DIRECTORY", str(ROOT / "examples" / "city.toml"))
    monkeypatch.setenv("TRESPANN_PLAN", str(ROOT / "examples" / "plan.csv"))

    lines = told(run("demo", "--folder", "visning", "--year", "2026"))

    assert "Ärenden per läge vid årets slut" in lines
    assert (home / "visning" / "trespann.db").exists()
    assert not (home / "var").exists()
