"""The log file: rotating, private, and without card numbers in message, arguments or traceback."""

import logging
import logging.handlers
import os
from io import TextIOWrapper

from posassist.base.cards import mask
from posassist.base.paths import PRIVATE_FILE, Profile, private_folder

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class MaskingFormatter(logging.Formatter):
    """Formats a record whole, then strikes card numbers wherever they came from."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line with every card number struck."""
        return mask(super().format(record))


class PrivateLog(logging.handlers.RotatingFileHandler):
    """A log that only its owner may read, after every turn; a full disk does not stop the work."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return os.fdopen(os.open(self.baseFilename, flags, PRIVATE_FILE), "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Let a line that cannot be written go: nothing unmasked is printed instead."""


def start_log(profile: Profile) -> logging.Handler:
    """Log to the profile folder from now on; return the handler so that a caller can stop it."""
    private_folder(profile.log.parent)
    handler = PrivateLog(profile.log, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(MaskingFormatter(_FORMAT))
    root = logging.getLogger("posassist")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Stop logging to a handler that `start_log` gave."""
    logging.getLogger("posassist").removeHandler(handler)
    handler.close()
