"""The tables of the books; `shop_id` leads every key, and one shop is one shard."""

from enum import StrEnum
from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.match import MatchState
from posassist.domain.settlement import LineStatus, LineType, StatementKind

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _day(name: str, *, nullable: bool = True) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    words = ", ".join(f"'{each.value}'" for each in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def _key(*more: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint("shop_id", *more)


def _of_shop() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["shop_id"], ["shop.shop_id"])


def _shop_id() -> Column[int]:
    return Column("shop_id", Integer, nullable=False)


def _id() -> Column[int]:
    return Column("id", BigInteger, nullable=False)


shop = Table(
    "shop",
    metadata,
    _shop_id(),
    _text("name"),
    _text("address"),
    _text("phone"),
    _text("licence"),
    _text("jurisdiction"),
    _text("timezone"),
    _text("currency"),
    PrimaryKeyConstraint("shop_id"),
    UniqueConstraint("name"),
)
account = Table(
    "account",
    metadata,
    _shop_id(),
    _id(),
    _text("name"),
    _text("number_last4"),
    _text("bank"),
    _text("holder"),
    _key("id"),
    _of_shop(),
    UniqueConstraint("shop_id", "name"),
)
terminal = Table(
    "terminal",
    metadata,
    _shop_id(),
    _id(),
    _text("name"),
    _text("protocol"),
    _text("port"),
    _text("serial"),
    _text("terminal_id"),
    _text("merchant_id"),
    _text("currency"),
    _key("id"),
    _of_shop(),
    UniqueConstraint("shop_id", "name"),
)
agreement = Table(
    "agreement",
    metadata,
    _shop_id(),
    _id(),
    _text("acquirer"),
    _text("merchant_id"),
    _text("cycle"),
    Column("cut_off", Integer, nullable=False),
    _text("calendar"),
    _text("payout"),
    _text("account"),
    _text("currency"),
    _day("valid_from", nullable=False),
    Column("make_up_days", Boolean, nullable=False),
    Column("fees", JSON, nullable=False),
    _key("id"),
    _of_shop(),
    UniqueConstraint("shop_id", "merchant_id", "currency", "valid_from"),
)
import_ = Table(
    "import",
    metadata,
    _shop_id(),
    Column("id", Text, nullable=False),
    Column("place", BigInteger, nullable=False),
    _text("source"),
    _text("kind"),
    _text("format"),
    _text("format_version"),
    _text("file_name"),
    _text("sha256"),
    _text("sha256_given"),
    Column("size", BigInteger, nullable=False),
    _text("encoding"),
    _text("account"),
    Column("options", JSON, nullable=False),
    _day("period_from"),
    _day("period_to"),
    Column("checks", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("bad_rows", JSON, nullable=False),
    Column("struck", JSON, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    _day("imported_at", nullable=False),
    _text("plan_sha256"),
    _key("id"),
    _of_shop(),
    _one_of("kind", StatementKind),
)
coverage = Table(
    "coverage",
    metadata,
    _shop_id(),
    _id(),
    Column("import_id", Text, nullable=False),
    _text("kind"),
    _day("first", nullable=False),
    _day("last", nullable=False),
    _day("traded_from"),
    _day("traded_to"),
    Column("merchants", JSON, nullable=False),
    Column("terminals", JSON, nullable=False),
    _text("account"),
    _key("id"),
    ForeignKeyConstraint(["shop_id", "import_id"], ["import.shop_id", "import.id"]),
)
row_source = Table(
    "row_source",
    metadata,
    _shop_id(),
    Column("import_id", Text, nullable=False),
    _text("kind"),
    Column("row_id", BigInteger, nullable=False),
    Column("row_no", Integer, nullable=False),
    _key("kind", "row_id", "import_id"),
    ForeignKeyConstraint(["shop_id", "import_id"], ["import.shop_id", "import.id"]),
    Index("ix_row_source_import", "shop_id", "import_id"),
)


def _paid_by() -> tuple[Column[int], Column[str], Column[str], Column[int], Column[int]]:
    return (
        Column("bank_line_id", BigInteger),
        _text("deposit_rule"),
        _text("deposit_state"),
        Column("deposit_solutions", Integer, nullable=False, server_default="0"),
        Column("deposit_difference", BigInteger, nullable=False, server_default="0"),
    )


journal_entry = Table(
    "journal_entry",
    metadata,
    _shop_id(),
    _id(),
    _text("fingerprint"),
    Column("occurrence", Integer, nullable=False),
    _text("terminal_id"),
    _text("merchant_id"),
    _text("batch_no"),
    _text("trace_no"),
    _text("rrn"),
    _text("auth_code"),
    _text("type"),
    Column("amount", BigInteger, nullable=False),
    _text("currency"),
    _day("occurred_at", nullable=False),
    _text("card_masked"),
    _text("channel"),
    _text("response_code"),
    _text("status"),
    _text("original_rrn"),
    Column("proven", Boolean, nullable=False),
    _text("raw"),
    *_paid_by(),
    _key("id"),
    _of_shop(),
    UniqueConstraint("shop_id", "fingerprint", "occurrence"),
    _one_of("type", EntryType),
    _one_of("status", EntryStatus),
    _one_of("channel", Channel),
)
settlement_line = Table(
    "settlement_line",
    metadata,
    _shop_id(),
    _id(),
    _text("fingerprint"),
    Column("occurrence", Integer, nullable=False),
    _text("kind"),
    _text("type"),
    _text("status"),
    Column("gross", BigInteger, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("fee_exponent", Integer, nullable=False),
    Column("net", BigInteger, nullable=False),
    _text("currency"),
    _day("settled_on", nullable=False),
    _text("merchant_id"),
    _text("terminal_id"),
    _day("occurred_on"),
    _day("occurred_time"),
    _text("rrn"),
    _text("trace_no"),
    _text("auth_code"),
    _text("batch_no"),
    _text("card_masked"),
    _text("channel"),
    _text("payout_ref"),
    _text("order_id"),
    _text("memo"),
    _text("raw"),
    Column("journal_id", BigInteger),
    _text("match_rule"),
    _text("match_state"),
    Column("match_alternatives", Integer, nullable=False, server_default="0"),
    *_paid_by(),
    _key("id"),
    _of_shop(),
    UniqueConstraint("shop_id", "fingerprint", "occurrence"),
    _one_of("type", LineType),
    _one_of("status", LineStatus),
    _one_of("channel", Channel),
)
bank_line = Table(
    "bank_line",
    metadata,
    _shop_id(),
    _id(),
    _text("fingerprint"),
    Column("occurrence", Integer, nullable=False),
    _text("account"),
    _day("booked_on", nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("balance", BigInteger),
    _text("currency"),
    _text("counterparty"),
    _text("memo"),
    _text("reference"),
    _text("raw"),
    _key("id"),
    _of_shop(),
    UniqueConstraint("shop_id", "fingerprint", "occurrence"),
)
manual_match = Table(
    "manual_match",
    metadata,
    _shop_id(),
    Column("id", Text, nullable=False),
    _text("difference"),
    _key("id"),
    _of_shop(),
)
# Decisions name rows by content, so that they hold when an import is undone and done again.
manual_member = Table(
    "manual_member",
    metadata,
    _shop_id(),
    Column("match_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("occurrence", Integer, nullable=False),
    _key("match_id", "kind", "fingerprint", "occurrence"),
    ForeignKeyConstraint(["shop_id", "match_id"], ["manual_match.shop_id", "manual_match.id"]),
)
verdict_on_match = Table(
    "verdict_on_match",
    metadata,
    _shop_id(),
    Column("kind", Text, nullable=False),
    Column("left_fingerprint", Text, nullable=False),
    Column("left_occurrence", Integer, nullable=False),
    Column("right_fingerprint", Text, nullable=False),
    Column("right_occurrence", Integer, nullable=False),
    _text("state"),
    _key("kind", "left_fingerprint", "left_occurrence", "right_fingerprint", "right_occurrence"),
    _of_shop(),
    _one_of("state", MatchState),
)
case_ = Table(
    "case",
    metadata,
    _shop_id(),
    _id(),
    _day("opened_on", nullable=False),
    _text("jurisdiction"),
    _text("step"),
    _day("advanced_on"),
    _day("closed_on"),
    _text("outcome"),
    Column("recovered", BigInteger),
    _text("recovered_currency"),
    _key("id"),
    _of_shop(),
)


def _of_case() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["shop_id", "case_id"], ["case.shop_id", "case.id"])


def _case_id() -> Column[int]:
    return Column("case_id", BigInteger, nullable=False)


case_item = Table(
    "case_item",
    metadata,
    _shop_id(),
    _case_id(),
    _id(),
    _text("discrepancy_id"),
    _text("kind"),
    Column("amount", BigInteger, nullable=False),
    Column("exponent", Integer, nullable=False),
    _text("currency"),
    _day("due_on"),
    _text("reason_zh"),
    _text("reason_en"),
    Column("rows", JSON, nullable=False),
    _key("case_id", "id"),
    _of_case(),
)
contact = Table(
    "contact",
    metadata,
    _shop_id(),
    _case_id(),
    _id(),
    _day("on", nullable=False),
    _text("text"),
    _text("with_whom"),
    _text("ticket"),
    _day("promise"),
    _key("case_id", "id"),
    _of_case(),
)
attachment = Table(
    "attachment",
    metadata,
    _shop_id(),
    _case_id(),
    _id(),
    _text("name"),
    _text("sha256"),
    _text("sha256_given"),
    Column("size", BigInteger, nullable=False),
    _day("added_on", nullable=False),
    _key("case_id", "id"),
    _of_case(),
)
checklist_record = Table(
    "checklist_record",
    metadata,
    _shop_id(),
    _id(),
    _text("checklist"),
    _day("done_on", nullable=False),
    _text("who"),
    _text("note"),
    _key("id"),
    _of_shop(),
)
event = Table(
    "event",
    metadata,
    _shop_id(),
    Column("seq", BigInteger, nullable=False),
    _text("at"),
    _text("kind"),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    _text("prev"),
    _text("hash"),
    Column("undoable", Boolean, nullable=False),
    _key("seq"),
    _of_shop(),
)
