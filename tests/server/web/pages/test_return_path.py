"""Addresses to return to never lead to another site."""

import pytest

from server.web.pages.return_path import return_path


@pytest.mark.parametrize("wanted", ["/", "/courses/ml", "/submissions/01A?x=1#y", "/%E5%B0%8F"])
def test_a_page_of_this_site_is_returned_to(wanted: str) -> None:
    assert return_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "courses",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "/ok\\..\\x",
        "https://elsewhere.example",
        "javascript:alert(1)",
        "/a b",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_any_other_address_becomes_the_home_page(wanted: str | None) -> None:
    assert return_path(wanted) == "/"
