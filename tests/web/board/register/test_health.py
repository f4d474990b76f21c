"""How the system is, as the board tells it."""


def test_a_system_that_has_never_ticked_says_so(city, visitor):
    page = visitor().open("/register/system")
    assert page.status == 200
    assert "Se efter" in page.text or "Fel" in page.text


def test_what_is_well_is_said_too(city, visitor):
    assert "Bra" in visitor().open("/register/system").text
