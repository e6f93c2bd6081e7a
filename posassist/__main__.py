"""Start the program: `posassist` or `python -m posassist`."""

import multiprocessing
import os
import sys
from typing import TYPE_CHECKING

from posassist import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from posassist.base.paths import Profile
    from posassist.usecases.shop import Clock


def main() -> int:
    """Run the command line; the version answers without loading anything else."""
    multiprocessing.freeze_support()  # a frozen program opens containers in a copy of itself
    if sys.stdout is None or sys.stderr is None:  # Windows starts a windowed program without them
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        sys.stdout.write(f"posassist {__version__}\n")
        return 0
    from posassist.cli.app import run  # noqa: PLC0415 - the version must answer at once

    return run(arguments, _window)


def _window(
    profile: "Profile",
    *,
    books_url: str | None = None,
    shop_name: str | None = None,
    language: str | None = None,
    clock: "Clock | None" = None,
    files: "tuple[Path, ...]" = (),
) -> int:
    """Open the window. Raises WrongUsage where its library is not installed, or cannot load."""
    from posassist.base.errors import WrongUsage  # noqa: PLC0415
    from posassist.base.i18n import N_  # noqa: PLC0415

    try:
        from posassist.ui.app import open_window  # noqa: PLC0415 - the commands run without Qt
        from posassist.ui.session import Start  # noqa: PLC0415
    except ImportError as wrong:
        from_source = N_(
            "Start it with: python3 packaging/dev.py run - or install its library with: "
            "pip install posassist[window]. posassist --help lists what works without it."
        )
        packaged = N_(
            "Install what the system needs to draw (Debian and Ubuntu: sudo apt-get install "
            "libegl1 libgl1). posassist --help lists what works without it."
        )
        raise WrongUsage(
            N_("The window cannot be opened: {detail}"),
            packaged if getattr(sys, "frozen", False) else from_source,
            detail=str(wrong),
        ) from wrong
    return open_window(Start(profile, books_url, shop_name, clock, files), language)


if __name__ == "__main__":
    sys.exit(main())
