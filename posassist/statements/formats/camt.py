"""CAMT.052, 053 and 054 of ISO 20022, any version, with or without namespace.

    <Document> <BkToCstmrStmt | BkToCstmrAcctRpt | BkToCstmrDbtCdtNtfctn>
       <Stmt | Rpt | Ntfctn> <Acct> <Bal>… <TxsSummry>
          <Ntry> <Amt Ccy> <CdtDbtInd> <Sts> <BookgDt> <ValDt> <NtryDtls> <TxDtls>…

An entry is a row, however many details it has. `CdtDbtInd` is the way the money went, of a reversal
too. The file is read element by element and never held as a whole tree.
"""

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from posassist.base.i18n import N_, Text
from posassist.base.stopping import checkpoint
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.domain.words import Words
from posassist.statements import sandbox
from posassist.statements.cells import BadCell, currency_code, quoted, when
from posassist.statements.code_format import (
    CodeFormat,
    Found,
    Section,
    amount,
    balance,
    flat,
    raw,
    tells,
    xml_codec,
)
from posassist.statements.statement import Check
from posassist.statements.table import hostile

_BEGINS: Final = re.compile(
    r"\A\s*+<[^\0]*?<(?:[\w.-]+:)?(BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn))\b", re.ASCII
)
_PIECE: Final = 250_000
_DEEPEST: Final = 64
_SECTIONS: Final = frozenset({"Stmt", "Rpt", "Ntfctn"})
_SIGNS: Final = {"CRDT": 1, "DBIT": -1}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_DATE: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII
)
_NONE_GIVEN: Final = "NOTPROVIDED"
_PENDING: Final = N_("{rows} rows are pending (first: row {row}): the bank may still change them")
_INFORMATION: Final = N_(
    "{rows} entries are for information only and moved no money (first: row {row}): left out"
)
_UNKNOWN: Final = N_(
    "{rows} rows have the unknown status {word} (first: row {row}): taken as booked"
)


class _Pieces(io.StringIO):
    """A text given in large pieces: the parser looks through an unfinished part again with each."""

    def read(self, _size: int | None = -1, /) -> str:
        return super().read(_PIECE)


def _read(text: str, found: Found) -> None:
    for element in _elements(text, found):
        if element is None:
            found.section()
        elif element.tag == "Ntry":
            _entry(element, found.sections[-1], found)
        else:
            _close(element, found.sections[-1], found)
    if not found.sections:
        found.damaged()


def _elements(text: str, found: Found) -> Iterator[Element | None]:
    """Yield every entry and every statement at its end, and None where a statement begins.

    The file is parsed in a child process.
    """
    data = text.encode("utf-8", errors="surrogatepass")
    for each in sandbox.run(trees, found.file, data, waiting=checkpoint):
        tree = json.loads(each)
        yield None if tree is None else _grown(tree)


def trees(file: str, data: bytes) -> Iterator[bytes]:
    """Yield the parts of a file as JSON: null where a statement begins, then [tag, text,
    attributes, parts] of every entry, and of every statement at its end without its entries.

    Raises StatementUnreadable for a file that is damaged, StatementHostile for one built to harm.
    """
    depth = statements = 0
    try:
        text = data.decode("utf-8", errors="surrogatepass")
        for event, element in iterparse(_Pieces(text), ("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > _DEEPEST:
                hostile(file, Text(N_("elements inside one another without end")))
            if event == "start":
                element.tag = element.tag.rpartition("}")[2]
                if element.tag in _SECTIONS:
                    statements += 1
                    yield b"null"
            elif statements and (element.tag == "Ntry" or element.tag in _SECTIONS):
                yield json.dumps(_tree(element)).encode()
                element.clear()
    except ParseError:
        Found(file, "").damaged()
    except DefusedXmlException:
        hostile(file, Text(N_("a part that declares its own XML entities")))


def _tree(element: Element) -> list[object]:
    parts = [_tree(each) for each in element if each.tag != "Ntry"]
    return [element.tag, element.text or "", element.attrib, parts]


def _grown(tree: list[Any]) -> Element:
    tag, text, attributes, parts = tree
    element = Element(tag, attributes)
    element.text = text
    element.extend(map(_grown, parts))
    return element


def _entry(element: Element, section: Section, found: Found) -> None:
    status = _text(element, "Sts", "Cd") or _text(element, "Sts")
    if status == "INFO":
        found.skip(_INFORMATION)
        return
    found.add(section, partial(_line, element, found, status))


def _line(element: Element, found: Found, status: str, row: int) -> BankLine:
    sum_ = _child(element, "Amt")
    currency = currency_code(found.currency_or(_attribute(sum_, "Ccy")), "Ccy")
    way = _text(element, "CdtDbtInd")
    if way not in _SIGNS:
        raise BadCell(
            Text(
                N_("{column}: {text} is no direction this format knows"),
                {"column": "CdtDbtInd", "text": quoted(way)},
            )
        )
    moved = amount(_text(element, "Amt"), currency, "Amt")
    if moved.minor < 0:
        raise BadCell(
            Text(
                N_("{column}: {text} is negative, which this type never is"),
                {"column": "Amt", "text": quoted(_text(element, "Amt"))},
            )
        )
    made = BankLine(
        row=row,
        booked_on=_booked(element),
        amount=moved if _SIGNS[way] > 0 else -moved,
        counterparty=flat(*_parties(element, "Dbtr" if _SIGNS[way] > 0 else "Cdtr")),
        memo=flat(
            *_texts(element, "Ustrd"),
            *_texts(element, "AddtlNtryInf"),
            *_texts(element, "AddtlTxInf"),
        ),
        reference=flat(_reference(element)),
        raw=raw(_leaves(element)),
    )
    if status == "PDNG":
        found.remarks.add(_PENDING, row)
    elif status not in ("BOOK", ""):
        found.remarks.add(_UNKNOWN, row, status)
    return made


def _close(element: Element, section: Section, found: Found) -> None:
    """Take what stands around the entries: account, balances, period, totals."""
    account = next((each for each in element if each.tag == "Acct"), None)
    section.account = _text(account, "Id", "IBAN") or _text(account, "Id", "Othr", "Id")
    opened, section.opening = _balance(element, found, _OPENING, last=False)
    closed, section.closing = _balance(element, found, _CLOSING, last=True)
    if section.opening and section.closing and section.opening.currency != section.closing.currency:
        found.note(N_("The opening and the closing balance are of different currencies"))
    first, last = (_day(_text(element, "FrToDt", each)) for each in ("FrDtTm", "ToDtTm"))
    if first and last:
        section.first, section.last = first, last
    else:
        section.balances(opened, closed)
    _totals(_child(element, "TxsSummry"), section)
    for pages in ("StmtPgntn", "RptPgntn", "NtfctnPgntn"):
        if _text(element, pages, "LastPgInd") == "false":
            found.note(N_("The file is one page of a statement: more pages follow in other files"))


def _balance(
    element: Element, found: Found, kinds: tuple[str, ...], *, last: bool
) -> tuple[dt.date | None, Money | None]:
    every = [
        each for each in element
        if each.tag == "Bal" and _text(each, "Tp", "CdOrPrtry", "Cd") in kinds
    ]  # fmt: skip
    if not every:
        return None, None
    one = every[-1 if last else 0]
    currency = _attribute(_child(one, "Amt"), "Ccy") or found.currency
    read = balance(_text(one, "Amt"), found, currency, "Bal")
    if read and _text(one, "CdtDbtInd") == "DBIT":
        read = -read
    return _day(_text(one, "Dt", "Dt") or _text(one, "Dt", "DtTm")), read


def _totals(summary: Element | None, section: Section) -> None:
    rows = {
        "TtlNtries": section.lines,
        "TtlCdtNtries": [each for each in section.lines if each.amount.minor > 0],
        "TtlDbtNtries": [each for each in section.lines if each.amount.minor < 0],
    }
    names = {"TtlNtries": "", "TtlCdtNtries": "_credit", "TtlDbtNtries": "_debit"}
    for part, lines in rows.items():
        count = _text(summary, part, "NbOfNtries")
        if count.isdecimal() and count.isascii():
            name = f"count{names[part]}"
            section.checks.append(Check(name, count, str(len(lines)), int(count) == len(lines)))
        total = _text(summary, part, "Sum")
        currencies = {each.amount.currency for each in lines}
        if total and len(currencies) == 1:
            _sum_check(f"sum{names[part]}", total, lines, section)


def _sum_check(name: str, total: str, lines: list[BankLine], section: Section) -> None:
    currency = lines[0].amount.currency
    counted = sum((abs(each.amount) for each in lines), Money.zero(currency))
    try:
        declared = amount(total, currency, name)
    except BadCell:
        agrees, said = False, quoted(total)
    else:
        agrees, said = declared == counted, declared.plain
    section.checks.append(Check(name, said, counted.plain, agrees))


def _booked(element: Element) -> dt.date:
    for kind in ("BookgDt", "ValDt"):
        written = _text(element, kind, "Dt") or _text(element, kind, "DtTm")
        if written:
            hit = _DATE.fullmatch(written)
            return when(hit[1] if hit else written, ("%Y-%m-%d",), kind).date
    raise BadCell(Text(N_("{column} is empty"), {"column": "BookgDt"}))


def _day(text: str) -> dt.date | None:
    hit = _DATE.fullmatch(text)
    try:
        return when(hit[1] if hit else text, ("%Y-%m-%d",), "Dt").date
    except BadCell:
        return None


def _reference(element: Element) -> str:
    for name in ("AcctSvcrRef", "NtryRef"):
        if _text(element, name):
            return _text(element, name)
    for name in ("EndToEndId", "Ref", "TxId"):
        found = [each for each in _texts(element, name) if each != _NONE_GIVEN]
        if found:
            return found[0]
    return ""


def _parties(element: Element, role: str) -> Iterator[str]:
    for party in _all(element, role):
        yield _text(party, "Nm") or _text(party, "Pty", "Nm")


def _leaves(element: Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value of an entry by its path, attributes after it."""
    for each in element:
        name = f"{path}{each.tag}"
        if len(each):
            yield from _leaves(each, f"{name}/")
        else:
            yield name, " ".join([(each.text or "").strip(), *each.attrib.values()]).strip()


def _child(element: Element | None, *path: str) -> Element | None:
    for name in path:
        every: Iterable[Element] = element if element is not None else ()
        element = next((each for each in every if each.tag == name), None)
    return element


def _text(element: Element | None, *path: str) -> str:
    found = _child(element, *path)
    return (found.text or "").strip() if found is not None else ""


def _attribute(element: Element | None, name: str) -> str:
    return (element.get(name) or "").strip() if element is not None else ""


def _all(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if each.tag == name)


def _texts(element: Element, name: str) -> list[str]:
    return [each.text.strip() for each in _all(element, name) if each.text and each.text.strip()]


def _field(text: str, place: int) -> str:
    begin = text.rfind("<", 0, place) + 1
    hit = re.compile(r"(?:[\w.-]*:)?([\w.-]+)").match(text, begin)
    return hit[1] if hit else "Document"


FORMATS: Final = (
    CodeFormat(
        id="camt",
        version="1",
        title=Words(
            zh_CN="CAMT.052/053/054 银行对账单（ISO 20022）",
            en="CAMT.052/053/054 bank statement (ISO 20022)",
        ),
        why=lambda text: tells(text, _BEGINS),
        read=_read,
        field=_field,
        declared=xml_codec,
    ),
)
