"""Faults of the server that are known and not mended yet, by what the model says of them. They are told and do not fail the
tests; `run --strict` fails for them too. Who mends one takes its line out."""
import re

KNOWN = tuple((name, re.compile(pattern)) for name, pattern in (
    ("a view that changes while it catches up hears messages twice", r": \d+ came after \d+, and its view changed$"
     r"|is told that it was too slow for .*, and its view changed|a gap .*was told already, and its view changed"
     r"|is its own, which it did not want back, and its view changed"),
    ("a long replay ends with a gap over what is kept", r"because of an unclean end, which never was"
     r"|because of (?:restart|retention), and \[.*\] \(\d+\) are kept"),
    ("recovered: true, and then a gap", r"recovered: true, and then a gap"),
    ("messages are told that retention took", r"it began with \d+, \d+ is the first that there is|retention took all before"),
    ("a cid is forgotten too early", r"is number \d+ and number \d+ of \w+, sent (?:[2-9]|\d\d)"),
    ("more messages than history asks for", r"messages up to \d+ came, \d+ were asked for"),
    ("around a number that is not there", r"history around .*: no items, and there are more"),
    ("words that are not of ASCII, or stand in quotes", r"search '.*(?i:hola|hello|été|привет).*' did not find"),
    ("versions of who is here come again behind joined", r": presence \d+ after \d+$"),
))


def name_of(wrong):
    return next((name for name, pattern in KNOWN if pattern.search(str(wrong))), None)
