"""Frames of RFC 6455 as bytes, written a second time and on purpose: what judges the library must not be
built from it. Anything can be written here, right or wrong; reading is strict."""
import dataclasses
import os
import struct
import zlib

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


@dataclasses.dataclass(frozen=True)
class Frame:
    opcode: int
    payload: bytes = b""
    fin: bool = True
    rsv: int = 0                # 4 = RSV1, 2 = RSV2, 1 = RSV3
    length: int | None = None   # lies about the length; None: the truth
    bits: int | None = None     # 7, 16 or 64: how the length is written; None: as short as it can be
    key: bytes | None = None    # None: a fresh one where the role masks
    masked: bool | None = None  # None: as the role demands


def text(payload="", fin=True, **more):
    return Frame(TEXT, payload.encode() if isinstance(payload, str) else payload, fin, **more)


def binary(payload=b"", fin=True, **more):
    return Frame(BINARY, payload, fin, **more)


def more(payload=b"", fin=True, **rest):
    return Frame(CONTINUATION, payload.encode() if isinstance(payload, str) else payload, fin, **rest)


def ping(payload=b"", **more):
    return Frame(PING, payload.encode() if isinstance(payload, str) else payload, **more)


def pong(payload=b"", **more):
    return Frame(PONG, payload.encode() if isinstance(payload, str) else payload, **more)


def close(code=None, reason=b"", **more):
    reason = reason.encode() if isinstance(reason, str) else reason
    return Frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason, **more)


def header(frame, masks):
    length = len(frame.payload) if frame.length is None else frame.length
    bits = frame.bits or (7 if length < 126 else 16 if length < 65536 else 64)
    mask = masks if frame.masked is None else frame.masked
    first = (0x80 if frame.fin else 0) | frame.rsv << 4 | frame.opcode
    flag = 0x80 if mask else 0
    if bits == 7:
        return struct.pack(">BB", first, flag | length), mask
    if bits == 16:
        return struct.pack(">BBH", first, flag | 126, length), mask
    return struct.pack(">BBQ", first, flag | 127, length), mask


def xor(payload, key):
    """Every byte with its byte of the key, as one long number: a loop over bytes would take minutes."""
    size = len(payload)
    if not any(key):
        return payload
    keys = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(keys, "little")).to_bytes(size, "little")


def encode(frame, masks):
    head, mask = header(frame, masks)
    if not mask:
        return head + frame.payload
    key = os.urandom(4) if frame.key is None else frame.key
    return head + key + xor(frame.payload, key)


class Broken(Exception):
    """The endpoint under test sent what no endpoint may."""


class Reader:
    """Bytes of the endpoint under test to frames. Strict: a rule broken is Broken."""

    def __init__(self, masked):
        self.masked = masked
        self.bytes = bytearray()
        self.at = 0

    def feed(self, data):
        if self.at > 1 << 20:
            del self.bytes[:self.at]
            self.at = 0
        self.bytes += data

    def next(self):
        have = len(self.bytes) - self.at
        if have < 2:
            return None
        first, second = self.bytes[self.at], self.bytes[self.at + 1]
        if bool(second & 0x80) != self.masked:
            raise Broken("masked" if second & 0x80 else "not masked")
        length, size = second & 0x7F, 2
        if length >= 126:
            size = 4 if length == 126 else 10
            if have < size:
                return None
            length = int.from_bytes(self.bytes[self.at + 2:self.at + size], "big")
            if length < (126 if size == 4 else 65536) or length >> 63:
                raise Broken(f"length {length} in {size - 2} bytes")
        end = size + (4 if self.masked else 0) + length
        if have < end:
            return None
        payload = bytes(self.bytes[self.at + end - length:self.at + end])
        if self.masked:
            payload = xor(payload, bytes(self.bytes[self.at + size:self.at + size + 4]))
        self.at += end
        return Frame(first & 15, payload, bool(first & 0x80), first >> 4 & 7)


class Messages:
    """Frames to what they say: ("text", str bytes), ("binary", …), ("pong", …), ("ping", …) or
    ("close", code or None, reason)."""

    def __init__(self, masked, inflate=None):
        self.reader = Reader(masked)
        self.inflate = inflate  # compressed bytes of a message to its bytes; None: no extension
        self.parts, self.opcode, self.compressed = None, 0, False
        self.frames = 0

    def feed(self, data):
        self.reader.feed(data)

    def next(self):
        while (frame := self.reader.next()) is not None:
            self.frames += 1
            if (said := self.take(frame)) is not None:
                return said
        return None

    def take(self, frame):
        if frame.opcode & 8:
            return self.control(frame)
        if frame.opcode not in (TEXT, BINARY, CONTINUATION):
            raise Broken(f"opcode {frame.opcode}")
        if (frame.opcode == CONTINUATION) != (self.parts is not None):
            raise Broken("a continuation of nothing, or a message inside a message")
        if frame.rsv and (frame.rsv != 4 or self.inflate is None or frame.opcode == CONTINUATION):
            raise Broken(f"reserved bits {frame.rsv}")
        if frame.opcode != CONTINUATION:
            self.parts, self.opcode, self.compressed = [], frame.opcode, frame.rsv == 4
        self.parts.append(frame.payload)
        if not frame.fin:
            return None
        payload, self.parts = b"".join(self.parts), None
        if self.compressed:
            try:
                payload = self.inflate(payload)
            except zlib.error as error:
                raise Broken(f"a message that does not inflate: {error}") from None
        if self.opcode == TEXT:
            check_utf8(payload)
        return ("text" if self.opcode == TEXT else "binary", payload)

    def control(self, frame):
        if not frame.fin or frame.rsv or len(frame.payload) > 125:
            raise Broken("a control frame that is fragmented, reserved or long")
        if frame.opcode == PING:
            return ("ping", frame.payload)
        if frame.opcode == PONG:
            return ("pong", frame.payload)
        if frame.opcode != CLOSE:
            raise Broken(f"opcode {frame.opcode}")
        if len(frame.payload) == 1:
            raise Broken("a close frame of one byte")
        if not frame.payload:
            return ("close", None, b"")
        check_utf8(frame.payload[2:])
        return ("close", struct.unpack(">H", frame.payload[:2])[0], frame.payload[2:])


def check_utf8(payload):
    try:
        payload.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise Broken(f"text that is not UTF-8: {error}") from None
