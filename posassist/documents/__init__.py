"""Pages: fonts, evidence packs, letters. Nothing here knows the books.

reportlab reads these settings while its modules load, so they stand in the first lines that run.
"""

from reportlab import rl_config
from reportlab.lib.fonts import addMapping

FONT = "NotoSansSC"
BOLD = "NotoSansSC-Bold"

for _bold in (0, 1):
    for _italic in (0, 1):
        addMapping(FONT, _bold, _italic, BOLD if _bold else FONT)
rl_config.canvas_basefontname = FONT  # else Helvetica, not embedded, stays in every page
rl_config.defaultGraphicsFontName = FONT
rl_config.invariant = 1
rl_config.trustedSchemes = []
rl_config.trustedHosts = []
