"""The window: views over the use-cases, and nothing else."""

import ctypes
import sys

# PySide6 6.12.0 hands None, True and False out without counting them (1,000 calls of setText take
# 1,000 off the count of None). From Python 3.12 on they cannot die; before that a window that lives
# long enough brings the interpreter down. So their counts are set far out of reach, as 3.12 does.
if sys.version_info < (3, 12):
    for _single in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(_single)).value += sys.maxsize // 4
