"""Who pays a provider's payouts, as the owner confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payer_rule",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("acquirer", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.shop_id"], name=op.f("fk_payer_rule_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_payer_rule")),
        sa.UniqueConstraint(
            "shop_id", "acquirer", "text", name=op.f("uq_payer_rule_shop_id_acquirer_text")
        ),
    )
