"""Whatever is imported, linked, accepted, refused and undone: every row stays in one place.

Undo leads back to exactly what was found before the step, redo to what was found after it, and
matching everything again changes nothing.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from posassist.base.errors import PosassistError
from posassist.domain.match import MatchState
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.listing import all_imports
from posassist.usecases.match_by_hand import accept, all_matches, link, reject, unlink
from posassist.usecases.reconcile_period import picture_of, reconcile_period
from posassist.usecases.shop import Shop
from posassist.usecases.undo import redo, undo, undo_import
from tests.campaigns.test_any_sequence import AS_OF, Pool, books, found, new_shop, pool
from tests.conserved import assert_conserved

__all__ = ["books"]  # the fixture
Record = Callable[[str, int, int], None]
SHARE = 6  # sequences a round of the suite
STEPS = 10


@dataclass
class Steps:
    """What the books found after each step that can be undone, and the place among them."""

    found: list[object] = field(default_factory=list)
    at: int = 0

    def did(self, now: object) -> None:
        self.found[self.at + 1 :] = [now]
        self.at += 1


def edit(shop: Shop, chance: random.Random) -> bool:
    """Decide something by hand; say whether there was something to decide."""
    matches = all_matches(shop)
    what = chance.choice(("accept", "reject", "link", "unlink"))
    offered = [each.id for each in matches.pairs] + [each.id for each in matches.deposits]
    confirmed = [each.id for each in matches.pairs if each.match.state is MatchState.CONFIRMED]
    confirmed += [each.match_id for each in matches.manual]
    if what == "unlink" and confirmed:
        unlink(shop, chance.choice(confirmed))
    elif what == "link" and matches.books.journal and matches.books.settlement:
        rows = [each.id for each in matches.books.journal]
        lines = [each.id for each in matches.books.settlement]
        bank = [each.id for each in matches.books.bank]
        link(
            shop,
            journal=tuple(chance.sample(rows, min(len(rows), chance.randint(1, 2)))),
            settlement=tuple(chance.sample(lines, min(len(lines), chance.randint(1, 2)))),
            bank=tuple(chance.sample(bank, min(len(bank), chance.randint(0, 1)))),
            difference=chance.choice(("", "tip")),
        )
    elif what in {"accept", "reject"} and offered:
        (accept if what == "accept" else reject)(shop, chance.choice(offered))
    else:
        return False
    return True


def one_step(shop: Shop, files: Pool, steps: Steps, chance: random.Random) -> None:
    """Take a step; after an undo or a redo the books find what they did then."""
    what = chance.choice(("in", "in", "in", "out", "edit", "edit", "edit", "undo", "undo", "redo"))
    held = {each.file_name: each.id for each in all_imports(shop)}
    if what == "undo" and steps.at:
        undo(shop)
        steps.at -= 1
    elif what == "redo" and steps.at + 1 < len(steps.found):
        redo(shop)
        steps.at += 1
    elif what == "in":
        name = chance.choice(sorted(files.files))
        import_bytes(shop, name, files.files[name])
        if name not in held:
            steps.did(found(shop))
    elif what == "out" and held:
        undo_import(shop, held[chance.choice(sorted(held))])
        steps.did(found(shop))
    elif what == "edit":
        try:
            done = edit(shop, chance)
        except PosassistError:  # a row is linked already: refused in words
            done = False
        if done:
            steps.did(found(shop))
    assert found(shop) == steps.found[steps.at], what


@pytest.mark.timeout(0)
def test_every_row_stays_in_one_place_whatever_is_done_and_undone(
    books: Shop,
    request: pytest.FixtureRequest,
    seed: int,
    record: Record,
) -> None:
    chance = random.Random(seed)
    count = int(request.config.getoption("--count") or SHARE)
    wrong: list[str] = []
    for number in range(count):
        files = pool(chance, number)
        shop = new_shop(books, f"sequence {number}")
        steps = Steps([found(shop)])
        try:
            for _ in range(chance.randint(3, STEPS)):
                one_step(shop, files, steps, chance)
                judged = reconcile_period(shop, as_of=AS_OF)
                assert_conserved(picture_of(judged.books, judged.matching), judged.verdict)
            before = found(shop)
            reconcile_period(shop, as_of=AS_OF, full=True)
            assert found(shop) == before, "matching everything again"
        except AssertionError as failed:
            wrong.append(f"sequence {number}: {str(failed).splitlines()[0]}")
    record("a sequence of imports, edits and undo: conservation", count, len(wrong))
    assert wrong == []
