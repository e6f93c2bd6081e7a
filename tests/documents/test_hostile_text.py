"""Whatever stands in a field is printed as it stands; nothing is run, opened or fetched."""

import dataclasses
import io
import socket
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pytest

from posassist.base.i18n import Text
from posassist.catalog.letters import FIELDS, letter
from posassist.documents.evidence import evidence_pdf
from posassist.documents.letter import fill, letter_docx, letter_pdf, letter_txt
from posassist.documents.pack import EvidencePack
from posassist.domain.money import Money

MakePack = Callable[..., EvidencePack]
ReadPdf = Callable[[bytes], str]
MARKER = b"THE-OWNERS-SECRET"
PLAIN = (
    '<a href="https://example.invalid/x">x</a>',
    "{{case.total}} {0.__class__} %s ${HOME}",
    "=cmd|'/c calc'!A0",
    "&amp;&#60;script&#62;",
    "<para><font size=99>big</font></para><br/>",
    "]]></text>",
)
SHOWN = {"\u202e": "[U+202E]", "\u2067": "[U+2067]", "😀": "[U+1F600]", "\x07": "[BEL]"}
# Numbers and codes that name a thing rather than say something; all other texts are replaced.
KEPT = {"sha256", "capture_sha256", "jurisdiction", "timezone", "currency", "chain_head"}


@pytest.fixture
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        pytest.fail("something reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def poisoned(value: object, text: str) -> object:
    """Return a copy in which every text of every record is the hostile one."""
    if isinstance(value, Text):
        return Text("{value}", {"value": text})  # a template is our own, what fills it is not
    if isinstance(value, tuple):
        return tuple(poisoned(each, text) for each in value)
    if isinstance(value, Money) or not dataclasses.is_dataclass(value) or isinstance(value, type):
        return text if type(value) is str else value
    changed = {
        field.name: poisoned(getattr(value, field.name), text)
        for field in dataclasses.fields(value)
        if field.name not in KEPT
    }
    return dataclasses.replace(value, **changed)


def hostile_pack(make_pack: MakePack, text: str) -> EvidencePack:
    pack = poisoned(make_pack(2), text)
    assert isinstance(pack, EvidencePack)
    return pack


@pytest.fixture
def secret(tmp_path: Path) -> str:
    path = tmp_path / "secret.png"
    path.write_bytes(MARKER)
    return f'<img src="{path}"/><img src="{path.as_uri()}"/><include src="{path}"/>'


def everything_in(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        parts = []
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                parts.append(thing.read_bytes())
                assert thing.get("/Subtype") != "/Image"
            elif isinstance(thing, pikepdf.Dictionary):
                assert thing.get("/S") not in {"/URI", "/Launch", "/JavaScript", "/GoToR"}
        return b"".join(parts)


def squeezed(told: str) -> str:
    return "".join(told.split())


@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_every_field_of_a_pack_is_printed_as_it_stands(
    make_pack: MakePack, read_pdf: ReadPdf, secret: str, code: str
) -> None:
    pack = hostile_pack(make_pack, "".join((*PLAIN, *SHOWN, secret)))
    pdf = evidence_pdf(pack, code).pdf
    assert MARKER not in everything_in(pdf)
    told = squeezed(read_pdf(pdf))
    for text in (*PLAIN, *SHOWN.values(), secret):
        assert told.count(squeezed(text)[:24]) > 20, text


@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize("text", [*PLAIN, *SHOWN])
def test_every_field_of_a_letter_is_written_as_it_stands(
    make_pack: MakePack, read_pdf: ReadPdf, secret: str, text: str
) -> None:
    hostile = f"{text} {secret}"
    written = letter("lawyer-brief", "en", where="CN")
    pack = hostile_pack(make_pack, hostile)
    filled = fill(written, dict.fromkeys(FIELDS, hostile))
    pdf = letter_pdf(filled, pack).pdf
    assert MARKER not in everything_in(pdf)
    assert squeezed(SHOWN.get(text, text)) in squeezed(read_pdf(pdf))
    made = letter_docx(filled, pack)
    document = docx.Document(io.BytesIO(made))
    whole = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "[U+" in whole or text in whole
    assert secret in whole
    kinds = {str(each.reltype).rpartition("/")[2] for each in document.part.rels.values()}
    assert "image" not in kinds
    assert "hyperlink" not in kinds
    assert letter_txt(filled)


def test_ten_thousand_signs_in_every_field_still_give_a_page(
    make_pack: MakePack, read_pdf: ReadPdf
) -> None:
    endless = "字" * 10_000
    item = dataclasses.replace(make_pack(1).items[0], reason=endless)
    pack = make_pack(
        1,
        items=(item,),
        acquirer=endless,
        account=endless,
        agreement=((endless, endless),),
    )
    told = read_pdf(evidence_pdf(pack, "zh_CN").pdf)
    assert told.count("字") >= 60_000


def test_a_day_before_the_first_zip_can_still_be_printed(make_pack: MakePack) -> None:
    pack = make_pack(1)
    early = dataclasses.replace(pack, printed_on=pack.printed_on.replace(year=1979))
    filled = fill(letter("lawyer-brief", "en", where="CN"), {})
    assert letter_docx(filled, early)
