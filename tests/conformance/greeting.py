"""The opening handshake of the judging side, both roles."""
import base64
import hashlib
import os

from case import Failed
from deflate import Deflater, Inflater, agreed, parameters
from link import PATIENCE, Link

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
HEAD_MAX = 65536


def read_head(sock):
    """(lines, what came behind it)."""
    sock.settimeout(PATIENCE)
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(HEAD_MAX)
        if not piece or len(data) > HEAD_MAX:
            raise Failed(f"no handshake, but {data[:100]!r}")
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields.setdefault(name.lower(), []).append(value.strip())
    return first, fields, rest


def accept_of(key):
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


def open_as_client(sock, host, path, offer):
    """A link to a server, upgraded. The capital letters of Upgrade are meant: they must not matter."""
    key = base64.b64encode(os.urandom(16)).decode()
    extensions = f"Sec-WebSocket-Extensions: {offer}\r\n" if offer else ""
    sock.sendall(f"GET {path} HTTP/1.1\r\nUser-Agent: conformance\r\nHost: {host}\r\nUpgrade: WebSocket\r\n"
                 f"Connection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\nSec-WebSocket-Key: {key}\r\n"
                 f"Sec-WebSocket-Version: 13\r\n{extensions}\r\n".encode())
    first, fields, rest = read_head(sock)
    if not first.startswith("HTTP/1.1 101 ") or fields.get("sec-websocket-accept") != [accept_of(key)]:
        raise Failed(f"the handshake was answered with {first!r}")
    if fields["upgrade"][0].lower() != "websocket" or "sec-websocket-protocol" in fields:
        raise Failed(f"the handshake was answered with {fields}")
    link = Link(sock, masks=True, left=rest)
    granted = fields.get("sec-websocket-extensions", [])
    link.compresses = bool(granted)
    if granted and not offer:
        raise Failed(f"granted {granted}, which nobody offered")
    if granted:
        try:
            terms = agreed(", ".join(granted), [one.strip() for one in offer.split(",")])
        except ValueError as error:
            raise Failed(f"granted what it may not: {error}") from None
        link.agree(Deflater(terms.client_max_window_bits, terms.client_no_context_takeover),
                   Inflater(terms.server_max_window_bits, terms.server_no_context_takeover))
    return link


def open_as_server(sock, fields, rest, wishes):
    """A link to a client whose request was read. wishes: what we ask of the client, first choice first; None:
    no extension is agreed."""
    key = fields.get("sec-websocket-key", [""])[0]
    granted, terms = None, None
    offers = [one for line in fields.get("sec-websocket-extensions", []) for one in line.split(",")]
    if wishes is not None and offers:
        granted, terms = choose(parameters(offers[0].strip()), wishes)
    extensions = f"Sec-WebSocket-Extensions: {granted}\r\n" if granted else ""
    sock.sendall(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
                 f"Sec-WebSocket-Accept: {accept_of(key)}\r\n{extensions}\r\n".encode())
    link = Link(sock, masks=False, left=rest)
    link.compresses = terms is not None
    if terms:
        link.agree(Deflater(terms.server_max_window_bits, terms.server_no_context_takeover),
                   Inflater(terms.client_max_window_bits, terms.client_no_context_takeover))
    return link


def choose(offer, wishes):
    """The first wish that the offer allows, with what the client demanded repeated, as (header, agreement)."""
    if offer is None:
        return None, None
    demanded = {name: value for name, value in offer.items() if name.startswith("server_")}
    for wish in wishes:
        if "client_max_window_bits" in wish and "client_max_window_bits" not in offer:
            continue
        words = ["permessage-deflate", *(name if value is None else f"{name}={value}"
                                         for name, value in (demanded | wish).items())]
        header = "; ".join(words)
        return header, agreed(header, [offer_text(offer)])
    return None, None


def offer_text(offer):
    return "; ".join(["permessage-deflate", *(n if v is None else f"{n}={v}" for n, v in offer.items())])
