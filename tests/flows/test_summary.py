"""What a start tells at its end."""

from flows.summary import summary
from models.installation.settings import Settings


def test_a_start_tells_how_many_cases_there_are_and_warns_of_nothing(settings: Settings) -> None:
    told = summary(settings)
    assert "  Ärenden          0, varav 0 att påminna om i dag\n" in told.sv
    assert told.en.endswith(f"  Logs       {settings.var / 'log'}\n")


def test_a_start_of_a_copy_tells_that_it_sends_nothing(settings: Settings) -> None:
    (settings.var / "site").unlink()
    told = summary(settings)
    assert told.sv.splitlines()[-1].startswith("Inga mejl skickas: databasen hör till en annan installation")
    assert told.en.splitlines()[-1].startswith("No mail is sent: the database belongs to another installation")
