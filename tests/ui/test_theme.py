"""The colours can be read: WCAG AA, in light and dark."""

from dataclasses import fields
from itertools import product

import pytest

from posassist.ui import theme
from posassist.ui.theme import DARK, LIGHT, TEXT_ON, Colours

PAIRS = [(text, ground) for text, grounds in TEXT_ON.items() for ground in grounds]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("look", "pair"), list(product((LIGHT, DARK), PAIRS)))
def test_every_text_can_be_read_on_its_grounds(look: Colours, pair: tuple[str, str]) -> None:
    text, ground = (getattr(look, name) for name in pair)
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_edges_of_controls_can_be_seen(look: Colours) -> None:
    assert contrast(look.edge, look.surface) >= 3
    assert contrast(look.edge, look.ground) >= 3
    assert contrast(look.accent, look.surface) >= 3


def test_no_role_of_the_sheet_is_left_unfilled() -> None:
    for look in (LIGHT, DARK):
        sheet = theme._sheet(look)  # noqa: SLF001 - the sheet is what is tested
        assert "@" not in sheet
        assert all(getattr(look, each.name) in sheet for each in fields(look))
