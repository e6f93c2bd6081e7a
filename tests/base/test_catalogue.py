"""Both languages are complete, and no translation loses a placeholder."""

import string
import sys
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "posassist.po"
sys.path.insert(0, str(ROOT / "packaging"))


def blanks(template: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name}


def test_every_sentence_of_the_code_is_translated() -> None:
    import words  # noqa: PLC0415 - a script beside the package

    with PO.open("rb") as handle:
        known = {str(each.id): str(each.string) for each in read_po(handle) if each.id}
    lacking = [sentence for sentence in words.sentences() if not known.get(sentence)]
    assert lacking == []


def test_every_translation_keeps_the_placeholders() -> None:
    with PO.open("rb") as handle:
        wrong = [
            each.id
            for each in read_po(handle)
            if each.id and blanks(str(each.id)) != blanks(str(each.string))
        ]
    assert wrong == []
