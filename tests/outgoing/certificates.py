"""Certificates of our own making: good ones, and each kind that nobody should believe."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Signs certificates; `trusted` is its own, as a PEM file."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    trusted: Path

    def serving(self, host: str, expired: bool = False) -> ssl.SSLContext:
        """What a server of this name shows."""
        key = ec.generate_private_key(ec.SECP256R1())
        until = datetime.now(UTC) + (-DAY if expired else DAY)
        made = _certificate(host, key, self.certificate.subject, until).sign(self.key, hashes.SHA256())
        return _context(self.trusted.parent / f"{host}-{expired}.pem", key, made)


def authority(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The house")])
    built = _certificate("the house", key, name, datetime.now(UTC) + DAY, name)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    certificate = built.sign(key, hashes.SHA256())
    trusted = folder / "authority.pem"
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    return Authority(key, certificate, trusted)


def _certificate(
    host: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, until: datetime, subject: x509.Name | None = None
) -> x509.CertificateBuilder:
    name = subject or x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(until - 10 * DAY).not_valid_after(until)
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    return built if subject else built.add_extension(names, critical=False)


def _context(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    written = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    path.write_bytes(written + certificate.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context
