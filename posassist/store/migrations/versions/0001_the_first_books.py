"""The first books."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("licence", sa.Text(), server_default="", nullable=False),
        sa.Column("jurisdiction", sa.Text(), server_default="", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_shop")),
        sa.UniqueConstraint("name", name=op.f("uq_shop_name")),
    )
    op.create_table(
        "account",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("number_last4", sa.Text(), server_default="", nullable=False),
        sa.Column("bank", sa.Text(), server_default="", nullable=False),
        sa.Column("holder", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_account_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("shop_id", "name", name=op.f("uq_account_shop_id_name")),
    )
    op.create_table(
        "agreement",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("acquirer", sa.Text(), server_default="", nullable=False),
        sa.Column("merchant_id", sa.Text(), server_default="", nullable=False),
        sa.Column("cycle", sa.Text(), server_default="", nullable=False),
        sa.Column("cut_off", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.Text(), server_default="", nullable=False),
        sa.Column("payout", sa.Text(), server_default="", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("make_up_days", sa.Boolean(), nullable=False),
        sa.Column("fees", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_agreement_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_agreement")),
        sa.UniqueConstraint(
            "shop_id",
            "merchant_id",
            "currency",
            "valid_from",
            name=op.f("uq_agreement_shop_id_merchant_id_currency_valid_from"),
        ),
    )
    op.create_table(
        "bank_line",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("booked_on", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("counterparty", sa.Text(), server_default="", nullable=False),
        sa.Column("memo", sa.Text(), server_default="", nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_bank_line_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint(
            "shop_id",
            "fingerprint",
            "occurrence",
            name=op.f("uq_bank_line_shop_id_fingerprint_occurrence"),
        ),
    )
    op.create_table(
        "case",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("opened_on", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), server_default="", nullable=False),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("advanced_on", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("recovered", sa.BigInteger(), nullable=True),
        sa.Column("recovered_currency", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_case_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_case")),
    )
    op.create_table(
        "event",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_event_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "import",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("format", sa.Text(), server_default="", nullable=False),
        sa.Column("format_version", sa.Text(), server_default="", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256_given", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("encoding", sa.Text(), server_default="", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("period_from", sa.Text(), nullable=True),
        sa.Column("period_to", sa.Text(), nullable=True),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("bad_rows", sa.JSON(), nullable=False),
        sa.Column("struck", sa.JSON(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("plan_sha256", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind IN ('journal', 'settlement', 'wallet', 'bank')", name=op.f("ck_import_kind")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_import_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_import")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("terminal_id", sa.Text(), server_default="", nullable=False),
        sa.Column("merchant_id", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_no", sa.Text(), server_default="", nullable=False),
        sa.Column("trace_no", sa.Text(), server_default="", nullable=False),
        sa.Column("rrn", sa.Text(), server_default="", nullable=False),
        sa.Column("auth_code", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("occurred_at", sa.Text(), nullable=False),
        sa.Column("card_masked", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.Column("response_code", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("original_rrn", sa.Text(), server_default="", nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("raw", sa.Text(), server_default="", nullable=False),
        sa.Column("bank_line_id", sa.BigInteger(), nullable=True),
        sa.Column("deposit_rule", sa.Text(), server_default="", nullable=False),
        sa.Column("deposit_state", sa.Text(), server_default="", nullable=False),
        sa.Column("deposit_solutions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deposit_difference", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "channel IN ('debit', 'credit', 'qr', 'other')", name=op.f("ck_journal_entry_channel")
        ),
        sa.CheckConstraint(
            "status IN ('approved', 'declined', 'reversed', 'unknown')",
            name=op.f("ck_journal_entry_status"),
        ),
        sa.CheckConstraint(
            "type IN ('sale', 'refund', 'void', 'preauth', 'completion', 'reversal', 'other')",
            name=op.f("ck_journal_entry_type"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.shop_id"], name=op.f("fk_journal_entry_shop_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint(
            "shop_id",
            "fingerprint",
            "occurrence",
            name=op.f("uq_journal_entry_shop_id_fingerprint_occurrence"),
        ),
    )
    op.create_table(
        "manual_match",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("difference", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.shop_id"], name=op.f("fk_manual_match_shop_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_manual_match")),
    )
    op.create_table(
        "settlement_line",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("fee_exponent", sa.Integer(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("settled_on", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), server_default="", nullable=False),
        sa.Column("terminal_id", sa.Text(), server_default="", nullable=False),
        sa.Column("occurred_on", sa.Text(), nullable=True),
        sa.Column("occurred_time", sa.Text(), nullable=True),
        sa.Column("rrn", sa.Text(), server_default="", nullable=False),
        sa.Column("trace_no", sa.Text(), server_default="", nullable=False),
        sa.Column("auth_code", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_no", sa.Text(), server_default="", nullable=False),
        sa.Column("card_masked", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.Column("payout_ref", sa.Text(), server_default="", nullable=False),
        sa.Column("order_id", sa.Text(), server_default="", nullable=False),
        sa.Column("memo", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.Text(), server_default="", nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=True),
        sa.Column("match_rule", sa.Text(), server_default="", nullable=False),
        sa.Column("match_state", sa.Text(), server_default="", nullable=False),
        sa.Column("match_alternatives", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bank_line_id", sa.BigInteger(), nullable=True),
        sa.Column("deposit_rule", sa.Text(), server_default="", nullable=False),
        sa.Column("deposit_state", sa.Text(), server_default="", nullable=False),
        sa.Column("deposit_solutions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deposit_difference", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "channel IN ('debit', 'credit', 'qr', 'other')", name=op.f("ck_settlement_line_channel")
        ),
        sa.CheckConstraint(
            "status IN ('settled', 'held', 'returned', 'pending')",
            name=op.f("ck_settlement_line_status"),
        ),
        sa.CheckConstraint(
            "type IN ('sale', 'refund', 'void', 'chargeback', 'fee', 'adjustment', 'other')",
            name=op.f("ck_settlement_line_type"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.shop_id"], name=op.f("fk_settlement_line_shop_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_settlement_line")),
        sa.UniqueConstraint(
            "shop_id",
            "fingerprint",
            "occurrence",
            name=op.f("uq_settlement_line_shop_id_fingerprint_occurrence"),
        ),
    )
    op.create_table(
        "terminal",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("protocol", sa.Text(), server_default="", nullable=False),
        sa.Column("port", sa.Text(), server_default="", nullable=False),
        sa.Column("serial", sa.Text(), server_default="", nullable=False),
        sa.Column("terminal_id", sa.Text(), server_default="", nullable=False),
        sa.Column("merchant_id", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_terminal_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_terminal")),
        sa.UniqueConstraint("shop_id", "name", name=op.f("uq_terminal_shop_id_name")),
    )
    op.create_table(
        "verdict_on_match",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("left_fingerprint", sa.Text(), nullable=False),
        sa.Column("left_occurrence", sa.Integer(), nullable=False),
        sa.Column("right_fingerprint", sa.Text(), nullable=False),
        sa.Column("right_occurrence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('auto', 'suggested', 'confirmed', 'manual', 'rejected')",
            name=op.f("ck_verdict_on_match_state"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.shop_id"], name=op.f("fk_verdict_on_match_shop_id")
        ),
        sa.PrimaryKeyConstraint(
            "shop_id",
            "kind",
            "left_fingerprint",
            "left_occurrence",
            "right_fingerprint",
            "right_occurrence",
            name=op.f("pk_verdict_on_match"),
        ),
    )
    op.create_table(
        "attachment",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256_given", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_on", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["case.shop_id", "case.id"],
            name=op.f("fk_attachment_shop_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "case_id", "id", name=op.f("pk_attachment")),
    )
    op.create_table(
        "case_item",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("discrepancy_id", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("exponent", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("reason_zh", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_en", sa.Text(), server_default="", nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["case.shop_id", "case.id"],
            name=op.f("fk_case_item_shop_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "case_id", "id", name=op.f("pk_case_item")),
    )
    op.create_table(
        "contact",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("with_whom", sa.Text(), server_default="", nullable=False),
        sa.Column("ticket", sa.Text(), server_default="", nullable=False),
        sa.Column("promise", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["case.shop_id", "case.id"],
            name=op.f("fk_contact_shop_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "case_id", "id", name=op.f("pk_contact")),
    )
    op.create_table(
        "coverage",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("traded_from", sa.Text(), nullable=True),
        sa.Column("traded_to", sa.Text(), nullable=True),
        sa.Column("merchants", sa.JSON(), nullable=False),
        sa.Column("terminals", sa.JSON(), nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "import_id"],
            ["import.shop_id", "import.id"],
            name=op.f("fk_coverage_shop_id_import_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_coverage")),
    )
    op.create_table(
        "manual_member",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "match_id"],
            ["manual_match.shop_id", "manual_match.id"],
            name=op.f("fk_manual_member_shop_id_match_id"),
        ),
        sa.PrimaryKeyConstraint(
            "shop_id",
            "match_id",
            "kind",
            "fingerprint",
            "occurrence",
            name=op.f("pk_manual_member"),
        ),
    )
    op.create_table(
        "row_source",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "import_id"],
            ["import.shop_id", "import.id"],
            name=op.f("fk_row_source_shop_id_import_id"),
        ),
        sa.PrimaryKeyConstraint(
            "shop_id", "kind", "row_id", "import_id", name=op.f("pk_row_source")
        ),
    )
    with op.batch_alter_table("row_source", schema=None) as batch_op:
        batch_op.create_index("ix_row_source_import", ["shop_id", "import_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
                "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            )
