"""The program's icon is drawn at every size the three systems ask for."""

from pathlib import Path

import icons
import pytest
from PIL import Image

from posassist.ui import theme


def test_every_system_gets_its_sizes(tmp_path: Path) -> None:
    icons.make(tmp_path)
    with Image.open(tmp_path / "posassist.ico") as windows:
        assert windows.info["sizes"] == {(size, size) for size in icons.WINDOWS_SIZES}
    with Image.open(tmp_path / "posassist.icns") as macos:
        assert {width * scale for width, _, scale in macos.info["sizes"]} == set(icons.MACOS_SIZES)
    with Image.open(tmp_path / "posassist.png") as linux:
        assert linux.size == (icons.LINUX_SIZE, icons.LINUX_SIZE)
        assert linux.getpixel((0, 0)) == (0, 0, 0, 0)
        assert linux.getpixel((128, 128))[3] == 255  # type: ignore[index]  # an RGBA picture


@pytest.mark.usefixtures("qapp")
def test_it_can_be_drawn_for_the_window() -> None:
    assert not theme.program_icon().pixmap(64).isNull()
