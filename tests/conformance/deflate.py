"""permessage-deflate (RFC 7692) for the judging side, on Python's zlib."""
import dataclasses
import re
import zlib

TAIL = b"\x00\x00\xff\xff"


@dataclasses.dataclass(frozen=True)
class Agreement:
    server_no_context_takeover: bool = False
    client_no_context_takeover: bool = False
    server_max_window_bits: int = 15
    client_max_window_bits: int = 15


def parameters(element):
    """"permessage-deflate; a; b=9" to {"a": None, "b": "9"}; None if it is another extension."""
    name, *rest = [part.strip() for part in element.split(";")]
    if name != "permessage-deflate":
        return None
    found = {}
    for part in rest:
        key, _, value = part.partition("=")
        if key in found:
            raise ValueError(f"{key} twice")
        found[key] = value if "=" in part else None
    return found


def agreed(answer, offers):
    """What a server's answer means, given the offers it answers. Raises ValueError if it may not say so."""
    said = parameters(answer)
    if said is None:
        raise ValueError(f"an extension that nobody offered: {answer}")
    flags = ("server_no_context_takeover", "client_no_context_takeover")
    bits = ("server_max_window_bits", "client_max_window_bits")
    for name, value in said.items():
        if name in flags and value is None:
            continue
        if name in bits and value is not None and re.fullmatch("8|9|1[0-5]", value):
            continue
        raise ValueError(f"parameter {name}={value}")
    if not any(grants(said, parameters(offer) or {}) for offer in offers):
        raise ValueError(f"{answer!r} answers none of {offers!r}")
    return Agreement(flags[0] in said, flags[1] in said, int(said.get(bits[0], 15)), int(said.get(bits[1], 15)))


def grants(said, offer):
    """RFC 7692 §7.1: what was demanded is granted, and client_max_window_bits only if it was mentioned."""
    if "server_no_context_takeover" in offer and "server_no_context_takeover" not in said:
        return False
    if (wanted := offer.get("server_max_window_bits")) is not None and int(said.get("server_max_window_bits", 16)) > int(wanted):
        return False
    if "client_max_window_bits" in said:
        if "client_max_window_bits" not in offer:
            return False
        return int(said["client_max_window_bits"]) <= int(offer["client_max_window_bits"] or 15)
    return True


class Deflater:
    def __init__(self, bits, forget):
        self.bits, self.forget = max(bits, 9), forget  # zlib has no raw window of 8
        self.stream = None

    def __call__(self, message):
        if self.stream is None or self.forget:
            self.stream = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -self.bits, 8)
        data = self.stream.compress(message) + self.stream.flush(zlib.Z_SYNC_FLUSH)
        return data[:-4]


class Inflater:
    """With exactly the agreed window: a distance beyond it is an error."""

    def __init__(self, bits, forget):
        self.bits, self.forget = bits, forget
        self.stream = None

    def __call__(self, data):
        if self.stream is None or self.forget:
            self.stream = zlib.decompressobj(-self.bits)
        return self.stream.decompress(data + TAIL)
