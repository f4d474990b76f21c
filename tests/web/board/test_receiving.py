"""Files that are sent to the board, within limits."""

import pytest

from desk.taking_in import LARGEST
from tests.web.board.signed_in import TOKEN
from tests.web.city import browser

TO = "/register/inlasningar/las-in"


def test_a_file_that_is_too_large_is_turned_down_before_it_is_read(city, visitor, tmp_path):
    headers = {"content-length": str(LARGEST * 2), "content-type": "multipart/form-data; boundary=x"}
    assert visitor(var=tmp_path).request("POST", TO, content=b"", headers=headers).status == 413


def test_nobodys_file_is_read(city):
    headers = {"content-length": "17", "content-type": "multipart/form-data; boundary=x"}
    answer = browser(city).request("POST", TO, content=b"this is no form.\n", headers=headers)
    assert "/logga-in?till=" in answer.address


def test_two_files_at_once_are_turned_down(city, visitor, tmp_path):
    files = [("fil", (f"{name}.csv", b"x")) for name in "ab"]
    assert visitor(var=tmp_path).request("POST", TO, data={"token": TOKEN}, files=files).status == 400


@pytest.mark.parametrize("body", [b"", b"x", b"--x\r\n"])
def test_what_is_no_form_is_turned_down(city, visitor, tmp_path, body):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert visitor(var=tmp_path).request("POST", TO, content=body, headers=headers).status in {400, 403}
