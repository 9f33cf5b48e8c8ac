"""Small faults for C++ as clang-format writes it: an operator for another, a number off by one, a
condition turned round, a call left out."""
import re
from dataclasses import dataclass

# Binary operators stand between blanks, so templates, references and pointers are none.
SWAPS = [(" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "), (" != ", " == "),
         (" && ", " || "), (" || ", " && "), (" + ", " - "), (" - ", " + "), (" & ", " | "), (" | ", " & "),
         (" << ", " >> "), (" >> ", " << "), (" += ", " -= "), (" -= ", " += "), (" ^ ", " | "), (" ^= ", " = "),
         ("true", "false"), ("false", "true")]
NUMBER = re.compile(r"(?<![\w.'\"])(\d+|0x[0-9a-fA-F]+)(?![\w.'])")
CONDITION = re.compile(r"\b(if|while) \((?!const |auto )(.*)\)( \{| return.*;| continue;| break;)?$")
CALL = re.compile(r"^\s+[\w.:>\-\[\]]+\(.*\);$")
# What has no meaning at run time, or says itself that it does not matter.
LEFT_ALONE = re.compile(r"^\s*(#|//|static_assert|assert\(|template|using |namespace|case )|operator")


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int  # from 1
    before: str
    after: str

    def __str__(self):
        return f"{self.file}:{self.line}\n  - {self.before.strip()}\n  + {self.after.strip()}"


def code_of(line):
    """The line, with blanks for what stands in quotes or in a comment: places stay the same."""
    line = re.sub(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])+\'', lambda said: "\x00" * len(said[0]), line)
    return re.sub(r"//.*", lambda said: "\x00" * len(said[0]), line)


def changes(line):
    """All lines that differ from this one by one small fault."""
    code = code_of(line)
    for old, new in SWAPS:
        pattern = re.escape(old) if old[0] == " " else rf"\b{old}\b"
        for found in re.finditer(pattern, code):
            yield line[:found.start()] + new + line[found.end():]
    for found in NUMBER.finditer(code):
        yield line[:found.start()] + f"({found[1]} + 1)" + line[found.end():]
    if found := CONDITION.search(code.rstrip("\x00 ")):
        yield line[:found.start(2)] + "!(" + line[found.start(2):found.end(2)] + ")" + line[found.end(2):]
    if CALL.match(code) and code.count("(") == code.count(")"):
        yield re.sub(r"\S.*", ";", line)


def mutants(file, text):
    """Every mutant of a file. Raw strings and tables of several lines are left to other tests."""
    for number, line in enumerate(text.split("\n"), 1):
        if LEFT_ALONE.search(line):
            continue
        for after in changes(line):
            yield Mutant(file, number, line, after)
