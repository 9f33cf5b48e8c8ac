"""Faults of the server that are known and not mended yet, by what the model says of them. They are told and do not fail the
tests; `run --strict` fails for them too. Who mends one takes its line out."""
import re

KNOWN = tuple((name, re.compile(pattern)) for name, pattern in ())  # ("what it is", r"what the model says")


def name_of(wrong):
    return next((name for name, pattern in KNOWN if pattern.search(str(wrong))), None)
