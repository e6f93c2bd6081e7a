"""Write what was made where the owner asked for it."""

from pathlib import Path

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_
from posassist.base.paths import written_whole


def write_page(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, its folder too. Raises DocumentError when that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path, private=False) as handle:
            handle.write(data)
    except OSError as wrong:
        raise DocumentError(
            N_("The file {path} cannot be written"),
            N_("Choose another place, or make room and allow writing there."),
            path=str(path),
        ) from wrong
