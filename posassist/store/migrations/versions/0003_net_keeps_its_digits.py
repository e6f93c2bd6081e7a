"""A line's net keeps its own digits and currency, as its fee does."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Frozen: the digits of currencies that have other than two.
_DIGITS = "UPDATE settlement_line SET net_currency = currency, net_exponent = CASE WHEN currency IN ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','VND','VUV','XAF','XOF','XPF') THEN 0 WHEN currency IN ('BHD','IQD','JOD','KWD','LYD','OMR','TND') THEN 3 ELSE 2 END"
# A net that was gross less a finer fee was written with the fee's digits.
_FINER = "UPDATE settlement_line SET net_exponent = fee_exponent WHERE fee_exponent = net_exponent + :more AND net = gross * :times - fee"


def upgrade() -> None:
    op.add_column(
        "settlement_line",
        sa.Column("net_exponent", sa.Integer(), server_default="2", nullable=False),
    )
    op.add_column(
        "settlement_line", sa.Column("net_currency", sa.Text(), server_default="", nullable=False)
    )
    op.execute(_DIGITS)
    for more in range(1, 9):
        op.execute(sa.text(_FINER).bindparams(more=more, times=10**more))
