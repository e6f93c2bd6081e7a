"""What was written into a checklist, the deposit that solved a case, the trade of the shop."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checklist_record", sa.Column("filled", sa.JSON(), nullable=True))
    op.add_column("checklist_record", sa.Column("failed", sa.JSON(), nullable=True))
    op.add_column("checklist_record", sa.Column("case_id", sa.BigInteger(), nullable=True))
    op.add_column("checklist_record", sa.Column("remind_on", sa.Text(), nullable=True))
    op.add_column("checklist_record", sa.Column("settled_on", sa.Text(), nullable=True))
    op.add_column("case", sa.Column("deposit_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "terminal", sa.Column("merchant_name", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("shop", sa.Column("mcc", sa.Text(), server_default="", nullable=False))
