"""Backups in the settings: make one, look at one, put one in place."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.layout import clear, column, row
from posassist.ui.widgets.said import said
from posassist.ui.widgets.text import Label
from posassist.usecases import backups
from posassist.usecases.backups import Kept

SHOWN: Final = 4


class BackupCard(QVBoxLayout):
    """The newest backups, and what can be done with them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._found: Kept | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.SMALL)
        self._looked_at = Label(role="strong", wrap=True)
        self.put_back = Button(Text(N_("Put this backup in place")), self.restore, "primary")
        self.setSpacing(Space.MEDIUM)
        hint = N_(
            "One is made every day on which something was done, and read back whole. Keep a copy "
            "on another disk or a memory stick."
        )
        self.addWidget(Label(Text(hint), "quiet", wrap=True))
        self.addLayout(self._list)
        self.addLayout(
            row(
                Button(Text(N_("Back up now")), self.make, drawing="save"),
                Button(Text(N_("Back up to another folder…")), self._choose_folder),
                Button(Text(N_("Restore from a backup…")), self._choose_file),
                None,
            )
        )
        self.addLayout(column(self._looked_at, row(self.put_back, None)))
        self._show(None)

    def tell(self, found: list[Kept]) -> None:
        """Show the backups there are."""
        clear(self._list)
        none = Text(N_("There is no backup yet."))
        for words in [_words(each) for each in found[:SHOWN]] or [none]:
            self._list.addWidget(Label(words, "body" if found else "quiet", wrap=True))

    def make(self, folder: Path | None = None) -> None:
        """Back the books up, to the data folder or another."""
        address = self._session.books_url
        self._session.write(
            lambda shop, progress: backups.create_backup(
                shop.profile, books_url=address, to=folder, clock=shop.clock, progress=progress
            ),
            visible=True,
        )

    def look_at(self, path: Path) -> None:
        """Read all of a backup, and offer to put it in place."""
        self._show(None)
        self._session.write(
            lambda shop, progress: backups.check_backup(
                shop.profile, path, clock=shop.clock, progress=progress
            ),
            self._show,
            visible=True,
        )

    def restore(self) -> None:
        """Put the backup that was looked at in the place of the books."""
        found, address = self._found, self._session.books_url
        assert found is not None
        self._session.write(
            lambda shop, progress: backups.restore(
                shop.profile, found.path, books_url=address, clock=shop.clock, progress=progress
            ),
            lambda _done: None if self._session.is_example else self._session.open_own(),
            visible=True,
        )
        self._show(None)

    def _show(self, found: Kept | None) -> None:
        self._found = found
        self._looked_at.setVisible(found is not None)
        self.put_back.setVisible(found is not None)
        if found is not None:
            self._looked_at.say(
                Text(
                    N_(
                        "{file} of {at} is whole: {rows} rows. The books there are now are backed "
                        "up before it takes their place."
                    ),
                    _fields(found),
                )
            )

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            None, said(Text(N_("Back up to another folder…")))
        )
        if chosen:
            self.make(Path(chosen))

    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            None, said(Text(N_("Restore from a backup…"))), "", f"*{backups.SUFFIX}"
        )
        if chosen:
            self.look_at(Path(chosen))


def _words(each: Kept) -> Text:
    return Text(
        N_("✔ {at} · {rows} rows · read back whole on {verified}")
        if each.verified_at
        else N_("{at} · {rows} rows · not read again yet"),
        _fields(each),
    )


def _fields(each: Kept) -> dict[str, object]:
    return {
        "file": each.path.name,
        "at": f"{each.backup.at.astimezone():%Y-%m-%d %H:%M}",
        "rows": sum(each.backup.rows.values()),
        "verified": f"{each.verified_at.astimezone():%Y-%m-%d}" if each.verified_at else "",
    }
