"""Start the program: `posassist` or `python -m posassist`."""

import multiprocessing
import sys

from posassist import __version__


def main() -> int:
    """Run the command line; the version answers without loading anything else."""
    multiprocessing.freeze_support()  # a frozen program opens containers in a copy of itself
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        sys.stdout.write(f"posassist {__version__}\n")
        return 0
    from posassist.cli.app import run  # noqa: PLC0415 - the version must answer at once

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
