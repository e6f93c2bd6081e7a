"""The tables of the books; `shop_id` leads every key, and one shop is one shard."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.match import MatchState
from posassist.domain.settlement import LineStatus, LineType, StatementKind
from posassist.store.schema import (
    day,
    document,
    key,
    number,
    of,
    of_shop,
    one_of,
    table,
    texts,
)

shop = table(
    "shop",
    *texts("name", "address", "phone", "licence", "jurisdiction", "timezone", "currency"),
    *texts("mcc"),
    key(),
    UniqueConstraint("name"),
)
account = table(
    "account",
    number("id"),
    *texts("name", "number_last4", "bank", "holder"),
    key("id"),
    of_shop(),
    UniqueConstraint("shop_id", "name"),
)
terminal = table(
    "terminal",
    number("id"),
    *texts("name", "protocol", "port", "serial", "terminal_id", "merchant_id", "currency"),
    *texts("operation_codes"),
    day("suspended_until"),
    key("id"),
    of_shop(),
    UniqueConstraint("shop_id", "name"),
)
agreement = table(
    "agreement",
    number("id"),
    *texts("acquirer", "merchant_id", "cycle"),
    Column("cut_off", Integer, nullable=False),
    *texts("calendar", "payout", "account", "currency"),
    day("valid_from", nullable=False),
    Column("make_up_days", Boolean, nullable=False),
    document("fees"),
    key("id"),
    of_shop(),
    UniqueConstraint("shop_id", "merchant_id", "currency", "valid_from"),
)
import_ = table(
    "import",
    Column("id", Text, nullable=False),
    number("place"),
    *texts("source", "kind", "format", "format_version", "file_name", "sha256", "sha256_given"),
    number("size"),
    *texts("encoding", "account"),
    document("options"),
    day("period_from"),
    day("period_to"),
    document("checks"),
    document("warnings"),
    document("bad_rows"),
    document("struck"),
    Column("lines", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    day("imported_at", nullable=False),
    *texts("plan_sha256"),
    key("id"),
    of_shop(),
    one_of("kind", StatementKind),
)
coverage = table(
    "coverage",
    number("id"),
    Column("import_id", Text, nullable=False),
    *texts("kind"),
    day("first", nullable=False),
    day("last", nullable=False),
    day("traded_from"),
    day("traded_to"),
    document("merchants"),
    document("terminals"),
    *texts("account"),
    key("id"),
    of("import", "import_id"),
)
row_source = table(
    "row_source",
    Column("import_id", Text, nullable=False),
    *texts("kind"),
    number("row_id"),
    Column("row_no", Integer, nullable=False),
    key("kind", "row_id", "import_id"),
    of("import", "import_id"),
    Index("ix_row_source_import", "shop_id", "import_id"),
)


def _paid_by() -> tuple[SchemaItem, ...]:
    return (
        Column("bank_line_id", BigInteger),
        *texts("deposit_rule", "deposit_state"),
        Column("deposit_solutions", Integer, nullable=False, server_default="0"),
        Column("deposit_difference", BigInteger, nullable=False, server_default="0"),
    )


journal_entry = table(
    "journal_entry",
    number("id"),
    *texts("fingerprint"),
    Column("occurrence", Integer, nullable=False),
    *texts("terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "type"),
    number("amount"),
    *texts("currency"),
    day("occurred_at", nullable=False),
    *texts("card_masked", "channel", "response_code", "status", "original_rrn"),
    Column("proven", Boolean, nullable=False),
    *texts("raw"),
    *_paid_by(),
    key("id"),
    of_shop(),
    UniqueConstraint("shop_id", "fingerprint", "occurrence"),
    one_of("type", EntryType),
    one_of("status", EntryStatus),
    one_of("channel", Channel),
)
settlement_line = table(
    "settlement_line",
    number("id"),
    *texts("fingerprint"),
    Column("occurrence", Integer, nullable=False),
    *texts("kind", "type", "status"),
    number("gross"),
    number("fee"),
    Column("fee_exponent", Integer, nullable=False),
    number("net"),
    Column("net_exponent", Integer, nullable=False),
    *texts("net_currency", "currency"),
    day("settled_on", nullable=False),
    *texts("merchant_id", "terminal_id"),
    day("occurred_on"),
    day("occurred_time"),
    *texts("rrn", "trace_no", "auth_code", "batch_no", "card_masked", "channel"),
    *texts("payout_ref", "order_id", "memo", "raw"),
    Column("journal_id", BigInteger),
    *texts("match_rule", "match_state"),
    Column("match_alternatives", Integer, nullable=False, server_default="0"),
    *_paid_by(),
    key("id"),
    of_shop(),
    UniqueConstraint("shop_id", "fingerprint", "occurrence"),
    one_of("type", LineType),
    one_of("status", LineStatus),
    one_of("channel", Channel),
)
# Rows of the two tables above by column, packed, up to and with the id `last` (engine_rows); and,
# as links/..., a digest of what the rows before it were linked to (links).
engine_block = table(
    "engine_block",
    Column("kind", Text, nullable=False),
    number("last"),
    Column("shape", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    key("kind", "shape", "last"),
    of_shop(),
)
bank_line = table(
    "bank_line",
    number("id"),
    *texts("fingerprint"),
    Column("occurrence", Integer, nullable=False),
    *texts("account"),
    day("booked_on", nullable=False),
    number("amount"),
    Column("balance", BigInteger),
    *texts("currency", "counterparty", "memo", "reference", "raw"),
    key("id"),
    of_shop(),
    UniqueConstraint("shop_id", "fingerprint", "occurrence"),
)
manual_match = table(
    "manual_match",
    Column("id", Text, nullable=False),
    *texts("difference"),
    key("id"),
    of_shop(),
)
# Decisions name rows by content, so that they hold when an import is undone and done again.
manual_member = table(
    "manual_member",
    Column("match_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("occurrence", Integer, nullable=False),
    key("match_id", "kind", "fingerprint", "occurrence"),
    of("manual_match", "match_id"),
)
verdict_on_match = table(
    "verdict_on_match",
    Column("kind", Text, nullable=False),
    Column("left_fingerprint", Text, nullable=False),
    Column("left_occurrence", Integer, nullable=False),
    Column("right_fingerprint", Text, nullable=False),
    Column("right_occurrence", Integer, nullable=False),
    *texts("state"),
    key("kind", "left_fingerprint", "left_occurrence", "right_fingerprint", "right_occurrence"),
    of_shop(),
    one_of("state", MatchState),
)
payer_rule = table(
    "payer_rule",
    number("id"),
    *texts("acquirer", "text"),
    Column("active", Boolean, nullable=False),
    key("id"),
    of_shop(),
    UniqueConstraint("shop_id", "acquirer", "text"),
)
case_ = table(
    "case",
    number("id"),
    day("opened_on", nullable=False),
    *texts("jurisdiction", "step"),
    day("advanced_on"),
    day("closed_on"),
    *texts("outcome"),
    Column("recovered", BigInteger),
    *texts("recovered_currency"),
    key("id"),
    of_shop(),
)
case_item = table(
    "case_item",
    number("case_id"),
    number("id"),
    *texts("discrepancy_id", "kind"),
    number("amount"),
    Column("exponent", Integer, nullable=False),
    *texts("currency"),
    day("due_on"),
    *texts("reason_zh", "reason_en"),
    document("rows"),
    key("case_id", "id"),
    of("case", "case_id"),
)
contact = table(
    "contact",
    number("case_id"),
    number("id"),
    day("on", nullable=False),
    *texts("text", "with_whom", "ticket"),
    day("promise"),
    key("case_id", "id"),
    of("case", "case_id"),
)
attachment = table(
    "attachment",
    number("case_id"),
    number("id"),
    *texts("name", "sha256", "sha256_given"),
    number("size"),
    day("added_on", nullable=False),
    key("case_id", "id"),
    of("case", "case_id"),
)
checklist_record = table(
    "checklist_record",
    number("id"),
    *texts("checklist"),
    day("done_on", nullable=False),
    *texts("who", "note"),
    Column("filled", JSON),
    Column("failed", JSON),
    Column("case_id", BigInteger),
    day("remind_on"),
    day("settled_on"),
    key("id"),
    of_shop(),
)
arrears = table(
    "arrears",
    number("id"),
    *texts("kind"),
    number("amount"),
    *texts("currency"),
    day("since", nullable=False),
    day("due_on"),
    *texts("terminal", "note"),
    day("paid_on"),
    Column("paid", BigInteger),
    *texts("paid_to"),
    Column("proof", JSON),
    key("id"),
    of_shop(),
)
arrears_answer = table(
    "arrears_answer",
    number("arrears_id"),
    number("id"),
    day("on", nullable=False),
    *texts("way", "text", "who", "ticket"),
    Column("amount", BigInteger),
    *texts("currency", "cause"),
    key("arrears_id", "id"),
    of("arrears", "arrears_id"),
)
account_check = table(
    "account_check",
    number("id"),
    *texts("account"),
    day("on", nullable=False),
    *texts("saw"),
    Column("amount", BigInteger),
    *texts("currency"),
    key("id"),
    of_shop(),
)
event = table(
    "event",
    number("seq"),
    *texts("at", "kind"),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    *texts("prev", "hash"),
    Column("undoable", Boolean, nullable=False),
    key("seq"),
    of_shop(),
)
