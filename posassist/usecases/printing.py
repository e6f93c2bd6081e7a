"""Put what was made where the owner wants it: whole, or not at all."""

import errno
from pathlib import Path

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_
from posassist.base.paths import written_whole

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def print_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file for the owner, its folder too; `private`: for nobody else to read.

    Raises DocumentError when that fails.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path, private=private) as handle:
            handle.write(data)
    except OSError as wrong:
        if wrong.errno in _FULL:
            raise DocumentError(
                N_("The disk is full: {path} was not written"),
                N_("Make room or choose another place, then do it again."),
                path=str(path),
            ) from wrong
        raise DocumentError(
            N_("The file {path} cannot be written"),
            N_("Choose another place, or make room and allow writing there."),
            path=str(path),
        ) from wrong
