"""shop, account, terminal, agreement."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer
from posassist.cli.session import Session, day
from posassist.domain.agreement import Agreement
from posassist.domain.cycle import cut_off_text
from posassist.domain.party import Account, ShopDetails, Terminal
from posassist.usecases import registers
from posassist.usecases.suggest_agreement import suggest_agreement

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The name it goes by here."))]


def shop_set(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help=N_("The shop's name."))] = None,
    address: Annotated[str | None, typer.Option(help=N_("Its address."))] = None,
    phone: Annotated[str | None, typer.Option(help=N_("Its telephone number."))] = None,
    licence: Annotated[str | None, typer.Option(help=N_("Its business licence number."))] = None,
    jurisdiction: Annotated[str | None, typer.Option(help=N_("Country code, like CN."))] = None,
    timezone: Annotated[str | None, typer.Option(help=N_("Like Asia/Shanghai."))] = None,
    currency: Annotated[str | None, typer.Option(help=N_("Like CNY."))] = None,
    mcc: Annotated[str | None, typer.Option(help=N_("Its trade as four figures, like 5411."))] = (
        None
    ),
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        changed = registers.set_shop(
            shop,
            name=name,
            address=address,
            phone=phone,
            licence=licence,
            jurisdiction=jurisdiction,
            timezone=timezone,
            currency=currency,
            mcc=mcc,
        )
    return _shops([changed])


def shop_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop(any_will_do=True) as shop:
        return _shops(registers.all_shops(shop))


def shop_add(context: typer.Context, name: Name) -> Answer:
    session: Session = context.obj
    with session.shop(any_will_do=True) as shop:
        registers.add_shop(shop, name)
        return _shops(registers.all_shops(shop))


def account_add(
    context: typer.Context,
    name: Name,
    number_last4: Annotated[str, typer.Option(help=N_("The last four digits."))],
    bank: Annotated[str, typer.Option(help=N_("The bank."))] = "",
    holder: Annotated[str, typer.Option(help=N_("Whose account it is."))] = "",
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        registers.add_account(shop, name, last4=number_last4, bank=bank, holder=holder)
        return _accounts(registers.all_accounts(shop))


def account_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        return _accounts(registers.all_accounts(shop))


def terminal_set(
    context: typer.Context,
    name: Name,
    protocol: Annotated[str | None, typer.Option(help=N_("See posassist protocols."))] = None,
    port: Annotated[
        str | None, typer.Option(help=N_("Where it hangs: COM3, /dev/…, socket://host:port"))
    ] = None,
    serial: Annotated[str | None, typer.Option(help=N_("The device's serial number."))] = None,
    terminal_id: Annotated[str | None, typer.Option(help=N_("The terminal number (TID)."))] = None,
    merchant: Annotated[str | None, typer.Option(help=N_("The merchant number (MID)."))] = None,
    currency: Annotated[str | None, typer.Option(help=N_("Like CNY."))] = None,
    operation_codes: Annotated[
        str | None,
        typer.Option(help=N_("Only where the protocol asks for them; see posassist help cn-mis.")),
    ] = None,
    merchant_name: Annotated[
        str | None, typer.Option(help=N_("The merchant's name as its slips should print it."))
    ] = None,
    suspended_until: Annotated[
        str | None, typer.Option(help=N_("The last day it rests, as during maintenance."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        registers.set_terminal(
            shop,
            name,
            protocol=protocol,
            port=port,
            serial=serial,
            terminal_id=terminal_id,
            merchant_id=merchant,
            currency=currency,
            operation_codes=operation_codes,
            merchant_name=merchant_name,
            suspended_until=day(suspended_until),
        )
        return _terminals(registers.all_terminals(shop))


def terminal_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        return _terminals(registers.all_terminals(shop))


def agreement_set(
    context: typer.Context,
    acquirer: Annotated[str, typer.Option(help=N_("The provider's name."))],
    cycle: Annotated[str, typer.Option(help=N_("When the money is due: T+1, T+2, D+0 …"))],
    cut_off: Annotated[str, typer.Option(help=N_("HH:MM; later sales count as the next day."))],
    calendar: Annotated[str, typer.Option(help=N_("Whose working days: CN, DE …"))],
    merchant: Annotated[str, typer.Option(help=N_("Only for this merchant number."))] = "",
    payout: Annotated[str, typer.Option(help=N_("auto, withdrawal or per-sale."))] = "auto",
    account: Annotated[str, typer.Option(help=N_("The account the money comes to."))] = "",
    currency: Annotated[str, typer.Option(help=N_("Like CNY."))] = "",
    valid_from: Annotated[
        str | None, typer.Option("--from", help=N_("The first day it holds."))
    ] = None,
    fee: Annotated[
        list[str] | None,
        typer.Option(
            help=N_(
                "CHANNEL:RATE%[:cap=C][:floor=F][:fixed=X][:d0=R%+X], once a channel; "
                "d0 is added for money paid the same day."
            )
        ),
    ] = None,
    make_up_days: Annotated[
        bool, typer.Option(help=N_("Whether the provider pays on make-up working days."))
    ] = True,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        registers.set_agreement(
            shop,
            registers.Terms(
                acquirer=acquirer,
                cycle=cycle,
                cut_off=cut_off,
                calendar=calendar,
                fees=tuple(fee or ()),
                merchant=merchant,
                payout=payout,
                account=account,
                currency=currency,
                valid_from=day(valid_from),
                make_up_days=make_up_days,
            ),
        )
        return _agreements(registers.all_agreements(shop))


def agreement_show(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        return _agreements(registers.all_agreements(shop))


def agreement_suggest(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        every = suggest_agreement(shop)
    document = []
    lines = []
    for each in every:
        fees = registers.fee_texts(each.fees)
        fields = {
            "merchant": each.merchant_id,
            "cycle": str(each.cycle),
            "cut_off": cut_off_text(each.cut_off),
            "sales": each.sales,
        }
        document.append(
            {**fields, "currency": each.currency, "calendar": each.calendar, "fees": fees}
        )
        rates = tuple(f"{name} {terms['rate']}" for name, terms in fees.items())
        lines.append(
            Text(
                N_("{merchant}: it looks like {cycle}, until {cut_off}, {fees} ({sales} sales)"),
                {**fields, "fees": rates},
            )
        )
    return Answer({"suggestions": document}, lines)


def _as_typed(channel: str, terms: Mapping[str, str | None]) -> str:
    extras = (f":{name}={figure}" for name, figure in terms.items() if name != "rate" and figure)
    return f"{channel}:{terms['rate']}{''.join(extras)}"


def _shops(every: list[ShopDetails]) -> Answer:
    return Answer({"shops": every}, [each.name for each in every])


def _accounts(every: list[Account]) -> Answer:
    lines = [f"{each.name}  {each.bank}  *{each.number_last4}" for each in every]
    return Answer({"accounts": every}, lines)


def _terminals(every: list[Terminal]) -> Answer:
    lines = [
        f"{each.name}  {each.terminal_id}  {each.merchant_id}  {each.protocol} {each.port}"
        for each in every
    ]
    return Answer({"terminals": every}, lines)


def _agreements(every: Iterable[Agreement]) -> Answer:
    document = []
    lines = []
    for each in every:
        fees = registers.fee_texts(each.fees)
        document.append(
            {
                "acquirer": each.acquirer,
                "merchant": each.merchant_id or None,
                "cycle": str(each.cycle),
                "cut_off": cut_off_text(each.cut_off),
                "calendar": each.calendar,
                "payout": each.payout,
                "account": each.account or None,
                "currency": each.currency,
                "from": None if each.valid_from.year == 1 else each.valid_from,
                "make_up_days": each.make_up_days,
                "fees": fees,
            }
        )
        lines.append(
            Text(
                N_("{acquirer}: {cycle}, until {cut_off}, {fees}"),
                {
                    "acquirer": each.acquirer,
                    "cycle": str(each.cycle),
                    "cut_off": cut_off_text(each.cut_off),
                    "fees": tuple(_as_typed(name, terms) for name, terms in fees.items()),
                },
            )
        )
    return Answer({"agreements": document}, lines)
