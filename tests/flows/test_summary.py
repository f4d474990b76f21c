"""What a start tells at its end."""

from freezegun import freeze_time

from flows.summary import summary
from models.installation.settings import Settings


@freeze_time("2026-11-27 09:00")
def test_a_start_tells_how_many_cases_there_are_and_warns_of_nothing(settings: Settings) -> None:
    told = summary(settings)
    assert "  Ärenden          0, varav 0 att påminna om i dag\n" in told.sv
    assert told.en.endswith(f"  Logs       {settings.var / 'log'}\n")


@freeze_time("2026-11-28 09:00")
def test_a_start_on_a_day_off_tells_why_no_mail_goes_and_when_it_does(settings: Settings) -> None:
    assert summary(settings).sv.splitlines()[-1] == (
        "Inga påminnelser mejlas den 28 november 2026, eftersom det är lördag. Nästa mejl går måndag 30 november 2026."
    )


def test_a_start_of_a_copy_tells_that_it_sends_nothing(settings: Settings) -> None:
    (settings.var / "site").unlink()
    told = summary(settings)
    assert told.sv.splitlines()[-1].startswith("Inga mejl skickas: databasen hör till en annan installation")
    assert told.en.splitlines()[-1].startswith("No mail is sent: the database belongs to another installation")


@freeze_time("2026-11-28 09:00")
def test_where_the_mailbox_is_a_page_the_start_says_which_mails_to_open(settings: Settings) -> None:
    (settings.var / "mail").mkdir()
    assert "Inga mejl har gått ännu." in summary(settings).sv.splitlines()
    assert "No mail has gone yet." not in summary(settings.model_copy(update={"web_url": "https://stad.example"})).en
