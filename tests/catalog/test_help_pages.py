"""Every error an owner can meet has a page that says what to do, in both languages."""

from collections.abc import Iterator

from posassist.base import errors
from posassist.catalog.help_pages import help_pages
from posassist.terminals.driver import all_drivers


def every(kind: type[errors.PosassistError]) -> Iterator[str]:
    for each in kind.__subclasses__():
        if each.__module__ == errors.__name__:
            yield each.__name__
            yield from every(each)


def test_every_error_has_a_page_in_both_languages() -> None:
    pages = {each.id: each for each in help_pages()}
    needed = {f"errors/{name}" for name in every(errors.PosassistError)} | {"errors/Bug"}
    assert needed <= pages.keys()
    for each in pages.values():
        assert len(each.text.en) > 60
        assert len(each.text.zh_CN) > 20
        assert not each.title.zh_CN.isascii()


def test_every_driver_has_a_page() -> None:
    pages = {each.id for each in help_pages()}
    assert {f"terminals/{name}" for name in all_drivers()} <= pages


def test_no_page_is_about_an_error_that_is_gone() -> None:
    known = {f"errors/{name}" for name in every(errors.PosassistError)} | {"errors/Bug"}
    assert {each.id for each in help_pages() if each.id.startswith("errors/")} <= known
