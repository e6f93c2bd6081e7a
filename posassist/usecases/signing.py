"""The owner's certificate: opened to sign with, or made where there is none."""

from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.documents.signature import Certificate, opened, self_made
from posassist.usecases.given import read_given
from posassist.usecases.printing import print_file
from posassist.usecases.shop import Shop


def certificate(path: Path, passphrase: str) -> Certificate:
    """Open a certificate file. Raises DocumentError, StatementUnreadable where it is not there."""
    return opened(read_given(path), passphrase, mask(path.name))


def new_certificate(shop: Shop, path: Path, passphrase: str) -> None:
    """Make a certificate of the shop's own. Raises WrongUsage without a password, DocumentError."""
    if not passphrase:
        raise WrongUsage(
            N_("A certificate needs a password"),
            N_("Type one, or give it with --passphrase-file."),
        )
    if path.exists():
        raise WrongUsage(N_("{path} is there already"), N_("Choose another name."), path=str(path))
    print_file(path, self_made(shop.details.name, passphrase, shop.now()), private=True)
