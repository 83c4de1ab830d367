"""A page over TLS: the connection goes to the checked address, the certificate must be the name's."""

import asyncio
import datetime
import ssl

import pytest

from plangen.errors import ProviderUnreachableError
from plangen.tools.web import fetch as module
from plangen.tools.web.fetch import fetch
from plangen.tools.web.guard import Guard

x509 = pytest.importorskip("cryptography.x509", reason="`cryptography` comes with the extra `mcp`")

NAME = "tls.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain) + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


async def ask(certificate, host, monkeypatch, *, trusted=True):
    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    async def resolver(host, port):
        return ["127.0.0.1"]

    if trusted:
        monkeypatch.setattr(module, "_tls", lambda: ssl.create_default_context(cafile=str(certificate)))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    try:
        guard = Guard(allow=frozenset({f"{host}:{port}"}), resolve=resolver)
        return (await fetch(f"https://{host}:{port}/", guard=guard)).body
    finally:
        server.close()
        await server.wait_closed()


async def test_the_certificate_is_checked_against_the_name_and_not_the_address(certificate, monkeypatch):
    assert await ask(certificate, NAME, monkeypatch) == b"ok"


async def test_a_certificate_of_another_name_is_refused(certificate, monkeypatch):
    with pytest.raises(ProviderUnreachableError):
        await ask(certificate, "other.example", monkeypatch)


async def test_a_certificate_that_nobody_signed_is_refused(certificate, monkeypatch):
    with pytest.raises(ProviderUnreachableError):
        await ask(certificate, NAME, monkeypatch, trusted=False)
