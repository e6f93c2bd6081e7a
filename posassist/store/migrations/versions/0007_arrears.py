"""What a provider says is owed, what the owner saw in the bank's app, terminals that rest."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("terminal", sa.Column("suspended_until", sa.Text(), nullable=True))
    op.create_table(
        "arrears",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("terminal", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.Column("paid_to", sa.Text(), server_default="", nullable=False),
        sa.Column("proof", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_arrears_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_arrears")),
    )
    op.create_table(
        "arrears_answer",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("arrears_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("ticket", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "arrears_id"],
            ["arrears.shop_id", "arrears.id"],
            name=op.f("fk_arrears_answer_shop_id_arrears_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "arrears_id", "id", name=op.f("pk_arrears_answer")),
    )
    op.create_table(
        "account_check",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("on", sa.Text(), nullable=False),
        sa.Column("saw", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.shop_id"], name=op.f("fk_account_check_shop_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_account_check")),
    )
