"""One question and its answer over STX/ETX/LRC with ACK, NAK and EOT: sent again until it is whole.

Sound frames are acknowledged and offered to the asker, who takes the one that answers. What came
before a question was sent is offered as late. Damaged frames are refused, twice with NAK and then
with EOT.
"""

import time
from collections.abc import Callable
from typing import Final

from posassist.base.errors import ProtocolError, TerminalError, TerminalSilent
from posassist.base.i18n import N_
from posassist.terminals.framing import Control, Frame
from posassist.terminals.port import Pulse, Talk
from posassist.terminals.records import Timing

Take = Callable[[bytes], bool]

FASTEST: Final = 0.05
REFUSALS: Final = 3
TRIES: Final = 8  # that fit into a silence, at least
THINKING: Final = 4  # waits for an answer whose request was acknowledged fit into a silence
PERSISTENCE: Final = 4  # silences, for a terminal that answered before and is heard, but badly


class Exchange:
    """Asks over a line whose speed it learns."""

    def __init__(self, talk: Talk, timing: Timing, pulse: Pulse, *, late: Take) -> None:
        self._talk, self._timing, self._pulse, self._late = talk, timing, pulse, late
        self._wait = timing.answer
        self._heard, self._answers, self._refused = False, 0, 0
        self._began, self._streams, self._damaged = 0.0, False, 0

    def ask(
        self,
        request: bytes,
        take: Take,
        *,
        patience: float | None = None,
        stream: bool = False,
    ) -> None:
        """Send a request, again and again, until `take` accepts an answer.

        Of a `stream` every whole frame is a step forward: from it on all is waited for anew.
        Raises TerminalSilent when nothing came for `patience` seconds (default: the silence of the
        timing), ProtocolError when nothing that makes sense did; LinkLost; Stopped.
        """
        longest = self._timing.silence if patience is None else patience
        self._began, self._streams = time.monotonic(), stream
        tries = 0
        self._heard, self._refused = False, 0
        # Another try is worth it only while there is time to hear its answer begin.
        while not tries or time.monotonic() + self._wait <= self._began + self._patience(longest):
            asked = time.monotonic()
            for what in self._talk.command(request):
                if isinstance(what, Frame) and what.sound:
                    self._late(what.body)
            if self._answered(take, longest):
                self._answers += 1
                if not tries:
                    self._learn(time.monotonic() - asked)
                return
            tries += 1
        raise nonsense() if self._heard else silent()

    def _patience(self, longest: float) -> float:
        return longest * (PERSISTENCE if self._heard and self._answers else 1)

    def _answered(self, take: Take, longest: float) -> bool:
        """Listen after one request, until its answer, or until asking again is better."""
        acknowledged = False
        self._damaged = 0
        while True:
            rest = self._began + self._patience(longest) - time.monotonic()
            wait = max(self._wait, self._timing.silence / THINKING) if acknowledged else self._wait
            what = self._talk.hear(wait, rest, self._pulse)
            if what is None:
                self._wait_for(2 * self._wait)
                return False
            self._heard = True
            if isinstance(what, Frame):
                if what.sound:
                    self._talk.control(Control.ACK)
                    if take(what.body):
                        return True
                    acknowledged = False  # that ACK was for an earlier question, too
                    self._went_on()
                    continue
                self._damaged += 1
                self._talk.control(Control.NAK if self._damaged < REFUSALS else Control.EOT)
                if self._damaged == REFUSALS:
                    return False
            elif what is Control.NAK:
                self._refused += 1
                if self._refused % REFUSALS:
                    return False
                self._talk.control(Control.EOT)  # and a pause, in which nothing should come
            elif what is Control.EOT and acknowledged:
                return False
            else:  # an EOT before the ACK only ends the exchange before this one
                acknowledged = acknowledged or what is Control.ACK

    def _went_on(self) -> None:
        if self._streams:
            self._began, self._damaged = time.monotonic(), 0

    def _learn(self, seconds: float) -> None:
        """Wait four times as long as an answer took, coming down to that step by step."""
        fastest = min(FASTEST, self._timing.answer)
        self._wait_for(max(fastest, 4 * seconds, self._wait / 2))

    def _wait_for(self, seconds: float) -> None:
        """Wait so long from now on, but leave time for several tries."""
        self._wait = min(seconds, max(self._timing.answer, self._timing.silence / TRIES))


def silent() -> TerminalError:
    """Return what to say when nothing came."""
    return TerminalSilent(
        N_("The terminal does not answer"),
        N_("Check the cable, the terminal's communication settings and the speed of the port."),
    )


def nonsense() -> TerminalError:
    """Return what to say when nothing that came made sense."""
    return ProtocolError(
        N_("What comes from the terminal makes no sense"),
        N_("Check the speed of the port and the protocol chosen, and try another cable."),
    )
