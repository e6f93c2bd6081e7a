"""A Stop that reaches long work wherever it is: the work itself asks, between two steps.

Whoever runs the work says how it is known that a Stop was asked; a long loop calls `checkpoint`,
the books ask while a statement runs, and `beside` waits for what cannot be asked in between.
Nothing is interrupted anywhere else.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Final, TypeVar

from posassist.base.errors import Stopped
from posassist.base.i18n import N_

Result = TypeVar("Result")
_BETWEEN: Final = 0.02  # seconds between two looks

_asked: ContextVar[Callable[[], bool] | None] = ContextVar("_asked", default=None)


@contextmanager
def stoppable(asked: Callable[[], bool]) -> Iterator[None]:
    """Let the work inside end at its next step once `asked` says so."""
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)


def is_asked() -> bool:
    """Say whether the work under way is to stop."""
    asked = _asked.get()
    return asked is not None and asked()


def checkpoint() -> None:
    """Raise Stopped where the work under way is to stop."""
    if is_asked():
        raise stopped()


def stopped() -> Stopped:
    """Return what ends work that was stopped."""
    return Stopped(N_("Stopped. Nothing was left half done."))


def beside(work: Callable[[], Result]) -> Result:
    """Do work that changes nothing and seldom asks, so that a Stop need not wait for its end.

    Raises what the work raises, or Stopped: what it would have returned is then forgotten.
    """
    if _asked.get() is None:
        return work()
    context, answer = copy_context(), Future[Result]()

    def run() -> None:
        try:
            answer.set_result(context.run(work))
        except BaseException as wrong:  # noqa: BLE001 - raised again by whoever waits
            answer.set_exception(wrong)

    threading.Thread(target=run, daemon=True).start()
    while not wait([answer], _BETWEEN).done:
        checkpoint()
    return answer.result()
