"""Why a request failed, in plain words. Not what becomes of it."""

import socket
import ssl

import httpx

from dashboard.widget import SourceError

TOO_OLD = frozenset({"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION"})
"""What OpenSSL calls it when the two sides have no version of TLS in common, depending on who notices first."""

OLD_SIGNATURE = "legacy sigalg"
"""What OpenSSL 3.0 says instead, where the old version needs a signature that it does not make any more."""


def explain(error: Exception, host: str) -> SourceError:
    """What went wrong, in plain words, without the address: it may hold secrets."""
    causes: list[BaseException] = [error]
    while (deeper := causes[-1].__cause__ or causes[-1].__context__) and deeper not in causes:
        causes.append(deeper)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SourceError(f"{host} shows a certificate that is not valid: {cause.verify_message}", fault="tls")
        if isinstance(cause, ssl.SSLError) and (cause.reason in TOO_OLD or OLD_SIGNATURE in str(cause)):
            return SourceError(f"{host} speaks only a version of TLS that is too old", fault="tls")
        if isinstance(cause, ssl.SSLError):
            return SourceError(f"{host} does not speak TLS as it should", fault="tls")
        if isinstance(cause, socket.gaierror):
            return SourceError(f"{host} can't be found; there may be no network", fault="dns")
        if isinstance(cause, ConnectionRefusedError):
            return SourceError(f"{host} refuses the connection", fault="connect")
    if isinstance(error, httpx.TimeoutException):
        return SourceError(f"{host} does not answer", fault="timeout")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | ValueError | OverflowError):
        return SourceError(f"{host} is not an address that can be asked", fault="connect")
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return SourceError(f"{host} breaks off in the middle of its answer", fault="cut")
    return SourceError(f"{host} can't be reached", fault="connect")
