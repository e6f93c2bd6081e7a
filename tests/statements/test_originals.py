"""An attached file keeps no card number, wherever in it one stands; else it stays as it is."""

import io
import re
import zipfile

import pikepdf
import pytest

from posassist.base.errors import StatementHostile, StatementLocked, StatementUnreadable
from posassist.statements import originals
from posassist.statements.originals import struck_file

CARD, SAFE = "4111111111111111", "411111******1111"


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def page(content: bytes, *, fonts: str = "") -> bytes:
    """Return a PDF of one page that shows this content."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    made = pdf.pages[0]
    if fonts:
        table = pdf.make_stream(fonts.encode())
        wide = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0)
        wide.ToUnicode = table
        made.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(W=wide))
    made.Contents = pdf.make_stream(content)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def strings(data: bytes) -> list[str]:
    """Return every string the page shows."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        operands = [part for each in pikepdf.parse_content_stream(pdf.pages[0])
                    for part in each.operands]  # fmt: skip
        rows = [list(each) if isinstance(each, pikepdf.Array) else [each] for each in operands]
        return [str(each) for row in rows for each in row if isinstance(each, pikepdf.String)]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_text_is_struck_in_its_own_encoding(codec: str) -> None:
    assert struck_file("a", f"卡 {CARD}".encode(codec)).data == f"卡 {SAFE}".encode(codec)


def test_text_with_a_mark_and_bytes_that_are_no_text_are_struck_too() -> None:
    for codec, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        data = mark + f"x{CARD}".encode(codec)
        assert struck_file("a", data).data == mark + f"x{SAFE}".encode(codec)
    assert struck_file("a", mark + b"1").data == mark + b"1"
    assert struck_file("a", b"\xff" + CARD.encode()).data == b"\xff" + SAFE.encode()
    assert struck_file("a", b"\0" + CARD.encode()).data == b"\0" + SAFE.encode()


def test_a_picture_is_kept_and_named() -> None:
    picture = b"\x89PNG\r\n\0\0"
    assert struck_file("a.png", picture) == originals.Original(picture, unread=True)
    assert struck_file("a.zip", archive({"a.png": picture})).unread


def test_an_archive_is_packed_again_only_when_something_is_struck() -> None:
    whole = archive({"a.txt": b"a", "b/c.txt": b"b"})
    assert struck_file("a.zip", whole).data == whole
    clean = struck_file("a.zip", archive({f"{CARD}.txt": b"a", "b": archive({"c": b"d"})})).data
    with zipfile.ZipFile(io.BytesIO(clean)) as opened:
        assert opened.namelist() == [f"{SAFE}.txt", "b"]
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as commented:
        commented.comment = CARD.encode()
    assert CARD.encode() not in struck_file("a.zip", out.getvalue()).data


def test_an_archive_that_cannot_be_looked_into_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = archive({"a": b"x"})
    for _ in range(4):
        nested = archive({"a": nested})
    with pytest.raises(StatementHostile, match="archives packed in archives"):
        struck_file("a.zip", nested)
    locked = bytearray(archive({"a": b"x"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(StatementLocked):
        struck_file("a.zip", bytes(locked))
    with pytest.raises(StatementUnreadable, match="damaged"):
        struck_file("a.zip", archive({"a": b"x"})[:-9])
    monkeypatch.setattr(originals, "MAX_UNPACKED", 3)
    with pytest.raises(StatementHostile, match="300 MB"):
        struck_file("a.zip", archive({"a": b"xxxx"}))


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F 9 Tf (card 4111111111111111) Tj ET",
        b"BT (4111) Tj 5 0 Td (1111) Tj 5 0 Td (1111) Tj 5 0 Td (1111) Tj ET",
        b"BT [(4111) -20 (11111111) -20 (1111)] TJ ET",
        b"BT (4111 1111) Tj (1111 1111) ' ET",
        b'BT (4111 1111) Tj 0 0 (1111 1111) " ET',
    ],
)
def test_what_a_page_shows_loses_the_middle_digits(content: bytes) -> None:
    clean = struck_file("a.pdf", page(content))
    left = "".join(re.findall("[0-9]", "".join(strings(clean.data))))
    assert left == "4111111111"
    assert not clean.unread


def test_a_font_with_its_own_codes_is_read_by_its_table() -> None:
    listed = "2 beginbfrange <0010> <0011> [<0031> <0030>] <0020> <0029> <0030> endbfrange"
    table = f"1 beginbfchar <0001> <0034> endbfchar {listed}"
    text = b"0001" + b"0010" * 15
    for wide in (text, b"0024" + b"0021" * 15, b"0024" + b"0021" * 14 + b"0010"):
        clean = struck_file("a.pdf", page(b"BT /W 9 Tf <" + wide + b"> Tj ET", fonts=table)).data
        with pikepdf.open(io.BytesIO(clean)) as pdf:
            lines = pikepdf.parse_content_stream(pdf.pages[0])
            (string,) = next(each.operands for each in lines if str(each.operator) == "Tj")
            assert len(bytes(string)) == 20
    other = page(b"BT /W 9 Tf <ffff0001> Tj ET", fonts=table)
    assert struck_file("a.pdf", other).data == other


def test_notes_forms_descriptions_and_pictures_of_a_pdf_are_looked_at() -> None:
    pdf = pikepdf.open(io.BytesIO(page(b"BT (x) Tj ET")))
    form = pdf.make_stream(f"BT ({CARD}) Tj ET".encode(), Type=pikepdf.Name.XObject)
    form.Subtype = pikepdf.Name.Form
    about = pdf.make_stream(f"<a>{CARD}</a>".encode(), Subtype=pikepdf.Name.XML)
    picture = pdf.make_stream(b"\0", Subtype=pikepdf.Name.Image)
    attached = pdf.make_stream(f"in {CARD}".encode(), Type=pikepdf.Name.EmbeddedFile)
    plain = pdf.make_stream(b"<a/>", Subtype=pikepdf.Name.XML)
    note = pikepdf.Dictionary(Contents=pikepdf.String(f"note {CARD}"), T=pikepdf.String("me"))
    note.More = pikepdf.Array([pikepdf.String(CARD), 1])
    pdf.Root.Odd = pikepdf.Array([form, about, picture, attached, note, plain])
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    clean = struck_file("a.pdf", out.getvalue())
    assert clean.unread
    with pikepdf.open(io.BytesIO(clean.data)) as opened:
        odd = opened.Root.Odd
        assert CARD.encode() not in odd[0].read_bytes()
        assert odd[1].read_bytes() == f"<a>{SAFE}</a>".encode()
        assert odd[3].read_bytes() == f"in {SAFE}".encode()
        assert str(odd[4].Contents) == f"note {SAFE}"
        assert str(odd[4].More[0]) == SAFE


def test_a_locked_pdf_is_refused_and_a_broken_one_struck_as_bytes() -> None:
    pdf = pikepdf.open(io.BytesIO(page(b"")))
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(StatementLocked):
        struck_file("a.pdf", out.getvalue())
    broken = struck_file("a.pdf", b"%PDF-1.7 " + CARD.encode())
    assert broken == originals.Original(b"%PDF-1.7 " + SAFE.encode(), unread=True)
