def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def test_a_demonstration_touches_only_its_own_folder_and_names_the_mails_to_open(home, run):
    lines = told(run("demo", "--folder", "visning", "--year", "2026"))

    assert "Ärenden per läge vid slutet" in lines
    first = lines.index("Mejl att öppna först")
    assert [line.partition(":")[0].strip() for line in lines[first + 1 :: 2]] == [
        "upphandlaren",
        "stödfunktionen",
        "arbetsmarknadsenheten",
        "leverantören",
        "chefen",
    ]
    assert all((home / line.strip()).is_file() for line in lines[first + 2 :: 2])
    assert (home / "visning" / "trespann.db").exists()
    assert not (home / "var").exists()
