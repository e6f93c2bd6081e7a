"""cases, evidence, letter, letters."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import WrongUsage
from posassist.base.i18n import LANGUAGES, N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day, folder, named_texts
from posassist.cli.statements import AsOf
from posassist.domain.case import Case, Contact, Outcome
from posassist.domain.discrepancy import Kind
from posassist.domain.labels import label
from posassist.usecases import cases, print_evidence, signing, write_letter
from posassist.usecases.limitation import limitation
from posassist.usecases.print_evidence import PAPERS
from posassist.usecases.shop import Shop

FIELD_TEXT = N_("Give it as FIELD=TEXT, for example merchant.contact=张三.")
Paper = Annotated[
    str | None, typer.Option("--paper", help=N_("a4 or letter (default: as usual in the place)."))
]
Number = Annotated[
    int,
    typer.Argument(metavar="CASE", min=1, help=N_("Its number; see posassist cases list.")),
]
On = Annotated[str | None, typer.Option("--on", help=N_("The day it happened (default: today)."))]


def cases_open(
    context: typer.Context,
    discrepancies: Annotated[
        list[str], typer.Argument(metavar="DISCREPANCY", help=N_("See posassist discrepancies."))
    ],
    jurisdiction: Annotated[str | None, typer.Option(help=N_("Country code, like CN."))] = None,
    on: On = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        case = cases.open_case(shop, tuple(discrepancies), where=jurisdiction, on=day(on))
        return _case(session, shop, case)


def cases_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        every = cases.all_cases(shop)
    document = [
        {
            "number": each.number,
            "stage": each.step,
            "opened_on": each.opened_on,
            "closed_on": each.closed_on,
            "outcome": each.outcome,
            "at_stake": list(each.at_stake),
            "recovered": each.recovered,
        }
        for each in every
    ]
    lines = [
        f"{each.number}  {each.opened_on}  {each.step}  {' '.join(map(str, each.at_stake))}"
        for each in every
    ]
    return Answer({"cases": document}, lines)


def cases_show(context: typer.Context, number: Number) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        return _case(session, shop, cases.show_case(shop, number))


def cases_log(
    context: typer.Context,
    number: Number,
    text: Annotated[str, typer.Option(help=N_("What was said."))],
    with_whom: Annotated[str, typer.Option("--with", help=N_("With whom."))] = "",
    ticket: Annotated[str, typer.Option("--ticket", help=N_("The ticket number given."))] = "",
    promise: Annotated[str | None, typer.Option(help=N_("By when it was promised."))] = None,
    on: On = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        contact = Contact(day(on) or shop.today(), text, with_whom, ticket, day(promise))
        return _case(session, shop, cases.log_contact(shop, number, contact))


def cases_attach(
    context: typer.Context,
    number: Number,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=N_("The files to keep."))],
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        for path in files:
            unread = cases.attach(shop, number, path)
            if unread is not None:
                session.output.say(unread)
        return _case(session, shop, cases.show_case(shop, number))


def cases_advance(
    context: typer.Context,
    number: Number,
    to: Annotated[str | None, typer.Option(help=N_("The step (default: the next)."))] = None,
    on: On = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        return _case(session, shop, cases.advance(shop, number, to=to, on=day(on)))


def cases_close(
    context: typer.Context,
    number: Number,
    outcome: Annotated[str, typer.Option(help=N_("recovered, partly or given-up."))],
    deposit: Annotated[int | None, typer.Option(help=N_("The bank line that solved it."))] = None,
    on: On = None,
) -> Answer:
    session: Session = context.obj
    try:
        chosen = Outcome(outcome)
    except ValueError as wrong:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("It is one of: {values}"),
            option="--outcome",
            value=outcome,
            values=tuple(each.value for each in Outcome),
        ) from wrong
    with session.shop() as shop:
        case = cases.close(shop, number, outcome=chosen, deposit=deposit, on=day(on))
        return _case(session, shop, case)


def cases_reopen(context: typer.Context, number: Number) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        return _case(session, shop, cases.reopen(shop, number))


def evidence(
    context: typer.Context,
    number: Number,
    out: Annotated[Path, typer.Option(help=N_("The folder to print to."))],
    languages: Annotated[
        list[str] | None, typer.Option("--language", help=N_("zh_CN, en; may be given twice."))
    ] = None,
    as_of: AsOf = None,
    final: Annotated[
        bool, typer.Option("--final", help=N_("Not a draft: the case's next version."))
    ] = False,
    paper: Paper = None,
    sign: Annotated[
        Path | None, typer.Option(metavar="P12", help=N_("Sign with this certificate."))
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("A file whose first line is its password."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    certificate = None
    if sign is not None:
        certificate = signing.certificate(sign, session.asking(passphrase_file)(sign.name))
    chosen = tuple(dict.fromkeys(languages or [session.output.words.code]))
    _known(chosen)
    with session.shop() as shop:
        packs = print_evidence.print_evidence(
            shop,
            number,
            folder(out),
            languages=chosen,
            as_of=day(as_of),
            final=final,
            paper=_paper(paper),
            certificate=certificate,
        )
    lines: list[Line] = [
        Text(
            N_("{file}: {pages} pages, SHA-256 {digest}"),
            {"file": str(each.zip), "pages": each.pages, "digest": each.sha256},
        )
        for each in packs
    ]
    if certificate is not None:
        lines.append(Text(N_("Signed: that proves the page is not altered since, nothing else.")))
    return Answer({"packs": packs}, lines)


def signature_new(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="P12", help=N_("The file to write."))],
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("A file whose first line is its password."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        signing.new_certificate(shop, out, session.asking(passphrase_file)(out.name))
        name = shop.details.name
    said = N_(
        "{file} was made for {name}. It is self-made: it shows that a page was not altered, not "
        "who you are. Keep it and its password safe."
    )
    return Answer(
        {"certificate": {"file": out, "name": name}}, [Text(said, {"file": str(out), "name": name})]
    )


def letter(
    context: typer.Context,
    number: Number,
    letter_id: Annotated[str, typer.Option("--letter", help=N_("See posassist letters list."))],
    out: Annotated[Path, typer.Option(help=N_("The file to write."))],
    language_code: Annotated[str | None, typer.Option("--language", help=N_("zh_CN or en."))] = (
        None
    ),
    form: Annotated[str, typer.Option("--format", help=N_("pdf, docx or txt."))] = "pdf",
    as_of: AsOf = None,
    fill: Annotated[
        list[str] | None,
        typer.Option("--fill", help=N_("FIELD=TEXT, to fill a blank; may be given again.")),
    ] = None,
) -> Answer:
    session: Session = context.obj
    code = language_code or session.output.words.code
    _known((code,))
    with session.shop() as shop:
        written = write_letter.write_letter(
            shop,
            number,
            letter_id=letter_id,
            code=code,
            form=form,
            out=out,
            as_of=day(as_of),
            own=write_letter.Own(named_texts("--fill", fill, FIELD_TEXT)),
        )
    lines: list[Line] = [Text(N_("{file} written"), {"file": str(written.file)})]
    if written.blanks_left:
        lines.append(Text(N_("To be filled in by hand: {names}"), {"names": written.blanks_left}))
    document = {name: getattr(written, name) for name in ("file", "id", "language", "to")}
    document["blanks_left"] = list(written.blanks_left)
    return Answer({"letter": document}, lines)


def letters_list(
    context: typer.Context,
    jurisdiction: Annotated[str | None, typer.Option(help=N_("Country code, like CN."))] = None,
) -> Answer:
    session: Session = context.obj
    every = write_letter.all_letters(session.profile, jurisdiction)
    document = [
        {"id": each.id, "language": each.language, "title": each.title, "where": each.where}
        for each in every
    ]
    return Answer(
        {"letters": document}, [f"{each.id}  {each.language}  {each.title}" for each in every]
    )


def _paper(name: str | None) -> str | None:
    if name is not None and name not in PAPERS:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("It is one of: {values}"),
            option="--paper",
            value=name,
            values=tuple(PAPERS),
        )
    return name


def _known(codes: tuple[str, ...]) -> None:
    for code in codes:
        if code not in LANGUAGES:
            raise WrongUsage(
                N_("{option} cannot be {value}"),
                N_("It is one of: {values}"),
                option="--language",
                value=code,
                values=LANGUAGES,
            )


def _case(session: Session, shop: Shop, case: Case) -> Answer:
    words = session.output.words
    shown = cases.dossier(shop, case)
    lapses = limitation(shop, case, shown.ladder)
    document = {
        "number": case.number,
        "stage": case.step,
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
        "outcome": case.outcome,
        "jurisdiction": case.jurisdiction,
        "ladder": [
            {
                "step": each.id,
                "title": each.title.in_language(words.code),
                "current": each.id == case.step,
                "who_may": each.who_may.in_language(words.code),
                "ask": [one.in_language(words.code) for one in each.ask],
                "channel": each.channel.in_language(words.code),
            }
            for each in shown.ladder.steps
        ],
        "deadlines": [
            {"on": each.on, "about": words.render(each.about)} for each in shown.deadlines
        ],
        "limitation": lapses,
        "contacts": list(case.contacts),
        "exhibits": list(shown.exhibits),
        "items": [
            {
                "discrepancy": each.discrepancy_id,
                "kind": each.kind,
                "at_stake": each.at_stake,
                "due_on": each.due_on,
                "reason": each.reason_zh if words.code == "zh_CN" else each.reason_en,
            }
            for each in case.items
        ],
        "at_stake": list(case.at_stake),
        "recovered": case.recovered,
        "deposit": case.deposit,
        "completeness": {
            "have": [words.render(each) for each in shown.have],
            "lack": [words.render(each) for each in shown.lack],
        },
    }
    lines: list[Line] = [
        Text(
            N_("Case {number}: {count} items, {sums}, step {step}"),
            {
                "number": case.number,
                "count": len(case.items),
                "sums": tuple(map(str, case.at_stake)),
                "step": case.step,
            },
        )
    ]
    lines += [
        Text(
            "  {kind}  {amount}  {reason}",
            {"kind": label(Kind(each.kind)), "amount": str(each.at_stake), "reason": reason},
        )
        for each in case.items
        for reason in (each.reason_zh if words.code == "zh_CN" else each.reason_en,)
    ]
    lines += [
        Text("  {on}  {about}", {"on": each.on, "about": each.about}) for each in shown.deadlines
    ]
    if lapses is not None:
        fields = {"day": lapses.on, "since": lapses.since}
        lines.append(Text(N_("  The claim lapses on {day}, counted from {since}."), fields))
    lines += [
        Text(N_("  To be answered first: {question}"), {"question": each.in_language(words.code)})
        for each in next(one for one in shown.ladder.steps if one.id == case.step).ask
    ]
    lines += [
        Text("  {on}  {who}  {text}", {"on": each.on, "who": each.with_whom, "text": each.text})
        for each in case.contacts
    ]
    if shown.lack:
        lines.append(Text(N_("Still lacking: {names}"), {"names": shown.lack}))
    return Answer({"case": document}, lines)
