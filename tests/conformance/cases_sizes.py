"""Group 9: long messages, many fragments, small writes, many messages. Contents are compared too."""
from case import Case, echo_each, heard, send
from frames import binary, text

KIB, MIB = 1 << 10, 1 << 20
PATTERN = bytes(range(0x20, 0x7F)) * 7  # 665 octets: no power of two, so a shifted block shows


def filled(size):
    return (PATTERN * (size // len(PATTERN) + 1))[:size]


def cases(whole):
    """whole: as large as the public suite; otherwise a quarter or less of it."""
    count = 1000 if whole else 100
    large = 4 * MIB if whole else 256 * KIB
    chopped = MIB if whole else 128 * KIB
    for kind, (opcode, make, name) in enumerate(((1, text, "text"), (2, binary, "binary"))):
        sizes = (64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB)
        for n, size in enumerate(sizes if whole else sizes[:4], 1):
            yield Case(f"9.{1 + kind}.{n}", f"{name} of {size} octets", [make(filled(size))], [(name, filled(size))])
        for n, fragment in enumerate((64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB), 1):
            yield Case(f"9.{3 + kind}.{n}", f"{name} of {large} octets in fragments of {fragment}",
                       [echo_each([(opcode, filled(large), fragment)])])
        for n, chop in enumerate((64, 128, 256, 512, 1024, 2048), 1):
            yield Case(f"9.{5 + kind}.{n}", f"{name} of {chopped} octets in chops of {chop}",
                       [send(make(filled(chopped)), how=chop), heard(1)], [(name, filled(chopped))])
        for n, size in enumerate((0, 16, 64, 256, 1024, 4096), 1):
            yield Case(f"9.{7 + kind}.{n}", f"{count} {name} messages of {size} octets",
                       [echo_each([(opcode, filled(size), None)] * count)])
