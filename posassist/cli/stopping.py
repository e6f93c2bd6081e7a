"""Ctrl-C while a terminal is read: what came until then is kept."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from posassist.base.errors import Stopped
from posassist.base.i18n import N_, Text
from posassist.usecases.shop import Progress


class _Stop:
    """Hears Ctrl-C: the work ends where it next reports, or at once before it ever did."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._reported = self._pressed = False

    def press(self, _signal: int, _frame: object) -> None:
        self._pressed = True
        if not self._reported:
            raise KeyboardInterrupt

    def progress(self, done: int, total: int, doing: Text) -> None:
        self._reported = True
        if self._pressed:
            raise Stopped(N_("Stopped"), N_("What came until then is kept."))
        self._progress(done, total, doing)


@contextmanager
def stoppable(progress: Progress) -> Iterator[Progress]:
    """Yield a progress that raises Stopped once Ctrl-C was pressed, or SIGTERM came."""
    stop = _Stop(progress)
    ways = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, stop.press) for each in ways]
    try:
        yield stop.progress
    finally:
        for each, handler in zip(ways, before, strict=True):
            signal.signal(each, handler)
