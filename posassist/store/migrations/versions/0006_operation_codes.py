"""The operation codes of a terminal whose protocol has none that are public."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "terminal", sa.Column("operation_codes", sa.Text(), server_default="", nullable=False)
    )
