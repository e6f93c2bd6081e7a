"""A page signed with the owner's certificate (PAdES), and a signature checked.

What it proves: the page is not altered since somebody with that key signed it. Not that what it
says is true, nor, for a self-made certificate, who signed it or when.
"""

import datetime as dt
import io
import logging
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_

FIELD: Final = "posassist"
_MARK: Final = b"/ByteRange"
# What a signature says of itself, which nothing signs: version 1, SHA-256, no content inside.
_UNSIGNED: Final = ("version", "digest_algorithms", "encap_content_info")
_SHA256: Final = bytes.fromhex("300d06096086480165030402010500")
_HEAD: Final = b"\x02\x01\x01\x31\x0f" + _SHA256 + bytes.fromhex("300b06092a864886f70d010701")
_YEARS: Final = 10
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature on a page: whose, from when by the signer's own clock, and whether it holds.

    `whole`: it covers every byte, and nothing was added behind it.
    """

    name: str
    at: dt.datetime | None
    self_made: bool
    intact: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """The owner's key and certificate (PKCS #12), opened."""

    data: bytes
    passphrase: bytes
    name: str


def opened(data: bytes, passphrase: str, file: str) -> Certificate:
    """Open a certificate file. Raises DocumentError where it is none, or the password is wrong."""
    secret = passphrase.encode()
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(data, secret or None)
    except ValueError as wrong:
        raise _unusable(file) from wrong
    if key is None or certificate is None:
        raise _unusable(file)
    return Certificate(data, secret, _common_name(certificate.subject))


def self_made(name: str, passphrase: str, at: dt.datetime) -> bytes:
    """Make a certificate for a shop that has none: EC P-256, ten years, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _DAY)
        .not_valid_after(at + _DAY * 365 * _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, locked)


def signed(pdf: bytes, certificate: Certificate) -> bytes:
    """Sign a finished page; what was there before stays, byte for byte, at the beginning.

    Nothing is fetched: no time stamp, no revocation. Raises DocumentError.
    """
    # A second to import, and only needed here.
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415
        IncrementalPdfFileWriter,
    )
    from pyhanko.sign import signers  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415

    class _AsItIs(IncrementalPdfFileWriter):
        """Leaves the version of the page: PDF/A-3 is 1.7, and the library would write 2.0."""

        def ensure_output_version(self, version: object) -> None:
            """Change nothing."""

    signer = signers.SimpleSigner.load_pkcs12_data(
        certificate.data, other_certs=[], passphrase=certificate.passphrase or None
    )
    if signer is None:
        raise _unusable(certificate.name)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=SigSeedSubFilter.PADES,
        name=certificate.name,
        md_algorithm="sha256",
    )
    out = io.BytesIO()
    signers.PdfSigner(meta, signer).sign_pdf(_AsItIs(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def signature_of(pdf: bytes) -> Signature | None:
    """Check the signature of a page; None where it has none. Never raises."""
    if _MARK not in pdf:
        return None
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    # An issuer nobody vouches for is an answer here, not something to warn of.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        status = validate_pdf_signature(embedded, nobody)
        found = embedded.signer_cert
        told, signer = embedded.signed_data, embedded.signer_info
        head = b"".join(told[each].dump() for each in _UNSIGNED)
        as_we_write = (
            head == _HEAD
            and signer["version"].dump() + signer["digest_algorithm"].dump() == _HEAD[:3] + _SHA256
        )
        return Signature(
            name=str(found.subject.native.get("common_name", "?")),
            at=status.signer_reported_dt,
            self_made=found.subject == found.issuer,
            intact=bool(status.intact and status.valid)
            and as_we_write
            and _is_filled(pdf, embedded.byte_range),
            whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        )
    except Exception:  # noqa: BLE001 - whatever hostile bytes do to the library, it does not hold
        return Signature("?", None, self_made=True, intact=False, whole=False)


def _is_filled(pdf: bytes, ranges: list[int]) -> bool:
    """Say whether the hole of the signature holds it and nothing but zeros behind it."""
    start, end = int(ranges[1]), int(ranges[2])
    hole = pdf[start:end]
    written = hole[1:-1].decode("ascii")
    data = bytes.fromhex(written)
    counted = data[1] - 0x80  # a signature is longer than 127 bytes
    size = 2 + counted + int.from_bytes(data[2 : 2 + counted], "big")
    return (
        (hole[:1], hole[-1:]) == (b"<", b">")
        and written == data.hex().upper()
        and not any(data[size:])
    )


def _common_name(subject: x509.Name) -> str:
    found = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else subject.rfc4514_string()


def _unusable(file: str) -> DocumentError:
    return DocumentError(
        N_("The certificate {file} cannot be used"),
        N_("Give a .p12 or .pfx file with its key, and its password with --passphrase-file."),
        file=file,
    )
