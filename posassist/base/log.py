"""The log file: rotating, private, and without card numbers in message, arguments or traceback."""

import logging
import logging.handlers
import os

from posassist.base.cards import mask
from posassist.base.paths import PRIVATE_FILE, Profile, private_folder

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class MaskingFormatter(logging.Formatter):
    """Formats a record whole, then strikes card numbers wherever they came from."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line with every card number struck."""
        return mask(super().format(record))


def start_log(profile: Profile) -> logging.Handler:
    """Log to the profile folder from now on; return the handler so that a caller can stop it."""
    private_folder(profile.log.parent)
    handler = logging.handlers.RotatingFileHandler(
        profile.log, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=False
    )
    if os.name == "posix":
        profile.log.chmod(PRIVATE_FILE)
    handler.setFormatter(MaskingFormatter(_FORMAT))
    root = logging.getLogger("posassist")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Stop logging to a handler that `start_log` gave."""
    logging.getLogger("posassist").removeHandler(handler)
    handler.close()
