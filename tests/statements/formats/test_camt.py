"""CAMT.052, 053 and 054, of every version, in and out of a namespace."""

import json
import time
from collections.abc import Callable

import pytest

from posassist.base.errors import StatementHostile, StatementUnreadable
from posassist.statements import sandbox
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
SPACE = ' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}"'
PARTS = {
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


def entry(
    amount: str = "250.00",
    *,
    currency: str = "EUR",
    way: str = "CRDT",
    status: str = "<Sts>BOOK</Sts>",
    day: str = "<BookgDt><Dt>2026-09-12</Dt></BookgDt>",
    details: str = "",
) -> str:
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{status}{day}'
        f"<ValDt><Dt>2026-09-14</Dt></ValDt>{details}</Ntry>"
    )


def balance(kind: str, amount: str, day: str, *, way: str = "CRDT", currency: str = "EUR") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


IN_A_CHILD = sandbox.run  # as a user's files are parsed
pytestmark = pytest.mark.usefixtures("here")


def camt(*inside: str, message: str = "053", space: str = "", account: str = "DE0012345678") -> str:
    root, part = PARTS[message]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document{space}><{root}><GrpHdr/>'
        f"<{part}><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{''.join(inside)}</{part}>"
        f"</{root}></Document>"
    )


@pytest.mark.parametrize("message", ["052", "053", "054"])
@pytest.mark.parametrize("version", [0, 2, 4, 8])
def test_every_message_and_version_reads_the_same(read: Read, message: str, version: int) -> None:
    space = SPACE.format(version=version) if version else ""
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version == 8 else "<Sts>BOOK</Sts>"
    found = read(camt(entry(status=status), entry("9.5", way="DBIT"), message=message, space=space))
    assert (found.format_id, found.kind) == ("camt", "bank")
    assert [(each.row, str(each.booked_on), each.amount.plain) for each in found.bank] == [
        (1, "2026-09-12", "250.00"),
        (2, "2026-09-12", "-9.50"),
    ]
    assert not found.warnings


def test_a_prefix_for_the_namespace_reads_the_same(read: Read) -> None:
    text = camt(entry()).replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?")
    text = text.replace("<c:Document", '<c:Document xmlns:c="urn:x"')
    assert read(text).sums == {"EUR": "250.00"}


def test_an_entry_with_several_details_is_one_row(read: Read) -> None:
    one = "<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs><RltdPties><Dbtr>{}</Dbtr></RltdPties>"
    one += "<RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>"
    details = (
        "<NtryDtls>"
        + one.format("NOTPROVIDED", "<Nm>A</Nm>", "batch 7")
        + one.format("E2", "<Pty><Nm>B</Nm></Pty>", "batch 8")
        + "</NtryDtls><AddtlNtryInf>cards</AddtlNtryInf>"
    )
    found = read(camt(entry(details=details))).bank
    assert [(each.counterparty, each.memo, each.reference) for each in found] == [
        ("A B", "batch 7 batch 8 cards", "E2")
    ]
    raw = json.loads(found[0].raw)
    assert raw["Amt"] == "250.00 EUR"
    assert raw["NtryDtls/TxDtls/RmtInf/Ustrd (2)"] == "batch 8"


@pytest.mark.parametrize(
    ("details", "reference"),
    [
        ("<AcctSvcrRef>BANK1</AcctSvcrRef><NtryRef>N1</NtryRef>", "BANK1"),
        ("<NtryRef>N1</NtryRef>", "N1"),
        ("<NtryDtls><TxDtls><Refs><TxId>T1</TxId></Refs></TxDtls></NtryDtls>", "T1"),
        ("", ""),
    ],
)
def test_the_reference_is_the_bank_s_own_where_there_is_one(
    read: Read, details: str, reference: str
) -> None:
    assert read(camt(entry(details=details))).bank[0].reference == reference


def test_equal_entries_all_stay(read: Read) -> None:
    assert read(camt(entry(), entry())).sums == {"EUR": "500.00"}


@pytest.mark.parametrize(
    ("written", "currency", "read_as"),
    [
        ("8.85000", "EUR", "8.85"),
        ("0", "EUR", "0.00"),
        ("2700", "JPY", "2700"),
        ("1.234", "KWD", "1.234"),
    ],
)
def test_amounts_have_the_digits_of_their_currency(
    read: Read, written: str, currency: str, read_as: str
) -> None:
    assert read(camt(entry(written, currency=currency))).bank[0].amount.plain == read_as


@pytest.mark.parametrize(
    "bad",
    [
        entry("8.855"),
        entry("-8.85"),
        entry(""),
        entry(currency="euro"),
        entry(way=""),
        entry(way="BOTH"),
        entry(day="<BookgDt><Dt>2026-02-30</Dt></BookgDt>"),
        entry(day="<BookgDt><Dt>12.09.2026</Dt></BookgDt>"),
        entry(day="").replace("<ValDt><Dt>2026-09-14</Dt></ValDt>", ""),
        "<Ntry/>",
    ],
)
def test_an_entry_that_cannot_be_read_is_a_bad_row(read: Read, bad: str) -> None:
    found = read(camt(entry(), bad, entry()))
    assert [each.row for each in found.bad_rows] == [2]
    assert [each.row for each in found.bank] == [1, 3]


@pytest.mark.parametrize(
    ("day", "read_as"),
    [
        ("<BookgDt><DtTm>2026-09-12T23:15:00.5+02:00</DtTm></BookgDt>", "2026-09-12"),
        ("<BookgDt><Dt>2026-09-12Z</Dt></BookgDt>", "2026-09-12"),
        ("", "2026-09-14"),
    ],
)
def test_the_day_is_the_booking_day_as_printed_else_the_value_day(
    read: Read, day: str, read_as: str
) -> None:
    assert str(read(camt(entry(day=day))).first) == read_as


def test_pending_entries_count_with_a_warning_and_mere_information_does_not(read: Read) -> None:
    found = read(
        camt(
            entry(status="<Sts>INFO</Sts>"),
            entry(status="<Sts>PDNG</Sts>"),
            entry(status="<Sts>FUTR</Sts>"),
            entry(status=""),
        )
    )
    assert [each.row for each in found.bank] == [2, 3, 4]
    said = [str(each) for each in found.warnings]
    assert any("information only" in each for each in said)
    assert any("pending" in each for each in said)
    assert any("FUTR" in each for each in said)


def test_the_balances_are_held_against_the_entries(read: Read) -> None:
    opening = balance("OPBD", "100.00", "2026-09-11")
    right = read(camt(opening, balance("CLBD", "350.00", "2026-09-30"), entry()))
    assert [(each.name, each.agrees) for each in right.checks] == [("balance", True)]
    assert tuple(map(str, right.period or ())) == ("2026-09-12", "2026-09-30")
    wrong = read(camt(opening, balance("CLBD", "350.00", "2026-09-30", way="DBIT"), entry()))
    check = wrong.checks[0]
    assert (check.declared, check.counted, check.agrees) == ("-350.00", "350.00", False)
    assert check.warning in wrong.warnings


def test_an_entry_in_another_currency_is_no_part_of_the_balance(read: Read) -> None:
    balances = balance("OPBD", "100.00", "2026-09-11"), balance("CLBD", "350.00", "2026-09-30")
    found = read(camt(*balances, entry(), entry(currency="SEK")))
    assert found.sums == {"EUR": "250.00", "SEK": "250.00"}
    assert found.checks[0].agrees


def test_balances_in_two_currencies_are_not_held_together(read: Read) -> None:
    closing = balance("CLBD", "350.00", "2026-09-30", currency="SEK")
    found = read(camt(balance("OPBD", "100.00", "2026-09-11"), closing, entry()))
    assert not found.checks
    assert "different currencies" in str(found.warnings[0])


def test_a_balance_that_cannot_be_read_is_left_out_with_a_warning(read: Read) -> None:
    opening = balance("OPBD", "much", "soon").replace(' Ccy="EUR"', "")
    found = read(camt(opening, entry()))
    assert "A balance is left out" in str(found.warnings[0])
    assert found.period is None or found.period[0] == found.first


def test_the_declared_period_is_what_the_file_covers(read: Read) -> None:
    period = (
        "<FrToDt><FrDtTm>2026-09-01T00:00:00</FrDtTm><ToDtTm>2026-09-30T00:00:00</ToDtTm></FrToDt>"
    )
    assert tuple(map(str, read(camt(period, entry())).period or ())) == ("2026-09-01", "2026-09-30")


def test_the_totals_of_the_file_are_held_against_its_entries(read: Read) -> None:
    totals = (
        "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>260.00</Sum></TtlNtries>"
        "<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>250.01</Sum></TtlCdtNtries>"
        "<TtlDbtNtries><NbOfNtries>x</NbOfNtries><Sum>ten</Sum></TtlDbtNtries></TxsSummry>"
    )
    found = read(camt(totals, entry(), entry("10.00", way="DBIT")))
    assert [(each.name, each.declared, each.counted, each.agrees) for each in found.checks] == [
        ("count", "2", "2", True),
        ("sum", "260.00", "260.00", True),
        ("count_credit", "1", "1", True),
        ("sum_credit", "250.01", "250.00", False),
        ("sum_debit", "ten", "10.00", False),
    ]


def test_one_page_of_several_says_so(read: Read) -> None:
    pages = "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>"
    assert "more pages" in str(read(camt(pages, entry())).warnings[0])


def test_a_file_cut_off_anywhere_is_refused(read: Read) -> None:
    whole = camt(entry(), entry())
    for cut in range(whole.index("<GrpHdr"), len(whole) - 1, 7):
        with pytest.raises(StatementUnreadable):
            read(whole[:cut])


@pytest.mark.parametrize("text", ["<Document><BkToCstmrStmt/></Document>", "no XML at all"])
def test_a_file_without_a_statement_is_refused(read: Read, text: str) -> None:
    with pytest.raises(StatementUnreadable):
        read(text, format_id="camt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declares",
    [
        '<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE Document SYSTEM "file:///etc/passwd">',
    ],
)
def test_document_types_and_entities_are_refused(read: Read, declares: str, encoding: str) -> None:
    text = camt(entry()).replace("<Document>", f"{declares}<Document>")
    text = text.replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    with pytest.raises(StatementHostile):
        read(text.encode(encoding))


def test_elements_inside_one_another_are_refused(read: Read) -> None:
    with pytest.raises(StatementHostile, match="without end"):
        read(camt("<a>" * 100 + "</a>" * 100))


def test_two_hundred_thousand_elements_inside_one_another_are_refused_at_once(read: Read) -> None:
    begun = time.process_time()
    with pytest.raises(StatementHostile):
        read(camt("<a>" * 200_000 + "</a>" * 200_000))
    assert time.process_time() - begun < 2


def test_a_value_of_ten_million_characters_is_refused_at_once(read: Read) -> None:
    begun = time.process_time()
    with pytest.raises(StatementUnreadable):
        read(camt(entry(details=f"<AddtlNtryInf>{'x' * 10_000_000}</AddtlNtryInf>")))
    assert time.process_time() - begun < 2


def test_a_comment_without_end_is_refused_at_once(read: Read) -> None:
    begun = time.process_time()
    with pytest.raises(StatementUnreadable):
        read("<Document><BkToCstmrStmt><!--" + "<!-" * 1_000_000)
    assert time.process_time() - begun < 2


def test_a_declared_encoding_is_used_and_reported(read: Read) -> None:
    text = camt(entry(details="<AddtlNtryInf>café</AddtlNtryInf>"))
    found = read(text.replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    assert (found.encoding, found.bank[0].memo) == ("cp1252", "café")


def test_card_numbers_are_struck_by_their_element(read: Read) -> None:
    text = "<AddtlNtryInf>4111 1111 1111 1111</AddtlNtryInf>"
    found = read(camt(entry(details=text)))
    assert found.bank[0].memo == "4111 11** **** 1111"
    assert b"4111 11** **** 1111" in found.kept
    assert [each.where for each in found.struck] == ["AddtlNtryInf"]
    assert "--references AddtlNtryInf" in str(found.warnings[-1])
    assert read(found.kept).bank == found.bank
    assert read(camt(entry(details=text)), references=["AddtlNtryInf"]).struck == ()


def test_a_card_number_before_any_element_is_struck_too(read: Read) -> None:
    found = read(camt(entry()).replace("\n<", "<!-- 4111111111111111 --><", 1))
    assert b"411111******1111" in found.kept


def test_the_child_gives_the_same_rows(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, closed = balance("OPBD", "1.00", "2026-09-11"), balance("CLBD", "501.00", "2026-09-12")
    named = entry(details="<AddtlNtryInf>Müller &amp; Söhne</AddtlNtryInf>")
    text = camt(opened, named, entry(), closed)
    here = read(text)
    monkeypatch.setattr(sandbox, "run", IN_A_CHILD)
    there = read(text)
    assert (there.bank, there.checks, there.warnings) == (here.bank, here.checks, here.warnings)
    for bad in (text[:-30], text.replace("<Document>", "<!DOCTYPE Document><Document>")):
        with pytest.raises((StatementUnreadable, StatementHostile)):
            read(bad)
