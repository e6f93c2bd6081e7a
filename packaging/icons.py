"""Makes the program's icons from resources/icons/posassist.svg: .ico, .icns and .png.

python packaging/icons.py [FOLDER]      (default: build/icons)
"""

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
DRAWING = ROOT / "resources" / "icons" / "posassist.svg"
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
MACOS_SIZES = (32, 64, 128, 256, 512, 1024)
LINUX_SIZE = 256


def drawn(size: int) -> Image.Image:
    """Return the drawing at a size, drawn afresh rather than scaled."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (size, size), bytes(plain.constBits()))


def make(folder: Path) -> None:
    """Write posassist.ico, .icns and .png to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sizes in (("ico", WINDOWS_SIZES), ("icns", MACOS_SIZES), ("png", (LINUX_SIZE,))):
        largest, *others = [drawn(size) for size in sorted(sizes, reverse=True)]
        every = [(size, size) for size in sizes]  # read by the writer of .ico alone
        largest.save(folder / f"posassist.{name}", append_images=others, sizes=every)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "icons")
