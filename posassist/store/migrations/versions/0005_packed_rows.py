"""Rows by column, packed, so that a comparison need not read a large shop row by row."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engine_block",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("shape", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.shop_id"], name=op.f("fk_engine_block_shop_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "kind", "shape", "last", name=op.f("pk_engine_block")),
    )
