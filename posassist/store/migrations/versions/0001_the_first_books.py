"""The first books."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _texts(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(each, sa.Text(), server_default="", nullable=False) for each in names)


def upgrade() -> None:
    op.create_table(
        "shop",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        *_texts("name", "address", "phone", "licence", "jurisdiction", "timezone", "currency"),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_shop")),
        sa.UniqueConstraint("name", name=op.f("uq_shop_name")),
    )
    op.create_table(
        "account",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        *_texts("name", "number_last4", "bank", "holder"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_account_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("shop_id", "name", name=op.f("uq_account_shop_id_name")),
    )
    op.create_table(
        "agreement",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        *_texts("acquirer", "merchant_id", "cycle"),
        sa.Column("cut_off", sa.Integer(), nullable=False),
        *_texts("calendar", "payout", "account", "currency"),
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
        *_texts("fingerprint"),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        *_texts("account"),
        sa.Column("booked_on", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        *_texts("currency", "counterparty", "memo", "reference", "raw"),
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
        *_texts("jurisdiction", "step"),
        sa.Column("advanced_on", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        *_texts("outcome"),
        sa.Column("recovered", sa.BigInteger(), nullable=True),
        *_texts("recovered_currency"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_case_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_case")),
    )
    op.create_table(
        "event",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        *_texts("at", "kind"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        *_texts("prev", "hash"),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_event_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "import",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        *_texts(
            "source", "kind", "format", "format_version", "file_name", "sha256", "sha256_given"
        ),
        sa.Column("size", sa.BigInteger(), nullable=False),
        *_texts("encoding", "account"),
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
        *_texts("plan_sha256"),
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
        *_texts("fingerprint"),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        *_texts("terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "type"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_texts("currency"),
        sa.Column("occurred_at", sa.Text(), nullable=False),
        *_texts("card_masked", "channel", "response_code", "status", "original_rrn"),
        sa.Column("proven", sa.Boolean(), nullable=False),
        *_texts("raw"),
        sa.Column("bank_line_id", sa.BigInteger(), nullable=True),
        *_texts("deposit_rule", "deposit_state"),
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
        *_texts("difference"),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.shop_id"], name=op.f("fk_manual_match_shop_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_manual_match")),
    )
    op.create_table(
        "settlement_line",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        *_texts("fingerprint"),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        *_texts("kind", "type", "status"),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("fee_exponent", sa.Integer(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        *_texts("currency"),
        sa.Column("settled_on", sa.Text(), nullable=False),
        *_texts("merchant_id", "terminal_id"),
        sa.Column("occurred_on", sa.Text(), nullable=True),
        sa.Column("occurred_time", sa.Text(), nullable=True),
        *_texts(
            "rrn",
            "trace_no",
            "auth_code",
            "batch_no",
            "card_masked",
            "channel",
            "payout_ref",
            "order_id",
            "memo",
            "raw",
        ),
        sa.Column("journal_id", sa.BigInteger(), nullable=True),
        *_texts("match_rule", "match_state"),
        sa.Column("match_alternatives", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bank_line_id", sa.BigInteger(), nullable=True),
        *_texts("deposit_rule", "deposit_state"),
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
        *_texts("name", "protocol", "port", "serial", "terminal_id", "merchant_id", "currency"),
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
        *_texts("state"),
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
        *_texts("name", "sha256", "sha256_given"),
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
        *_texts("discrepancy_id", "kind"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("exponent", sa.Integer(), nullable=False),
        *_texts("currency"),
        sa.Column("due_on", sa.Text(), nullable=True),
        *_texts("reason_zh", "reason_en"),
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
        *_texts("text", "with_whom", "ticket"),
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
        *_texts("kind"),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("traded_from", sa.Text(), nullable=True),
        sa.Column("traded_to", sa.Text(), nullable=True),
        sa.Column("merchants", sa.JSON(), nullable=False),
        sa.Column("terminals", sa.JSON(), nullable=False),
        *_texts("account"),
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
        *_texts("kind"),
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
    else:
        op.execute(
            "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
            "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()"
        )
