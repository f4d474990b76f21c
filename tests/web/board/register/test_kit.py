"""What the pages of the registers have in common."""

from tests.notifications.city import OFFICER


def test_a_form_that_is_not_there_changes_nothing(city, visitor):
    page = visitor().open(f"/register/personer/{OFFICER}")
    form = page.forms["change"]
    form.fields["form"] = "nothing"
    assert visitor().send(f"/register/personer/{OFFICER}", form).status == 200


def test_without_the_token_nothing_is_entered(city, visitor):
    form = visitor().open("/register/personer").forms["add"]
    form.fields["token"] = ""
    assert visitor().send("/register/personer", form, name="X", email="x@x.example", role="officer").status == 403


def test_a_missing_answer_is_asked_for_beside_its_field(city, visitor):
    answer = visitor().answer("/register/personer", "add", name="Nina Ny")
    assert answer.status == 422
    assert "Fyll i det här." in answer.text
