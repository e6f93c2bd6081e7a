"""Which agreement rows fall under: what the day of a sale or of its settlement says."""

from collections.abc import Sequence

from posassist.domain.agreement import Agreement
from posassist.usecases.rematch import BooksPicture


class Agreed:
    """The rows of the books by their ids, asked for their agreement."""

    def __init__(self, books: BooksPicture) -> None:
        self.terms = books.terms
        self.lines = {each.id: each.record for each in books.settlement}
        self.entries = {each.id: each.record for each in books.journal}

    def of(self, journal: Sequence[int], settlement: Sequence[int]) -> Agreement | None:
        """Return the agreement of rows that belong together, None where none was made.

        Rows that are no longer in the books say nothing.
        """
        for row in settlement:
            if (line := self.lines.get(row)) is not None:
                merchant = self.terms.merchant(line)
                return self.terms.agreement(merchant, line.net.currency, line.settled_on)
        for row in journal:
            if (entry := self.entries.get(row)) is not None:
                merchant, on = self.terms.merchant(entry), entry.occurred_at.date()
                return self.terms.agreement(merchant, entry.amount.currency, on)
        return None
