"""Shapes of JSON values, and what is wrong with a value that has another one. wire.py is written with them."""
import dataclasses
import json
import re
import typing

INTEGER_END = 1 << 53
WILD = "…"  # in an example of the docs: any value


class Members(dict):
    """An object of JSON; `twice` are the names that stand in it more than once."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.twice = [] if len(self) == len(pairs) else sorted({n for n, _ in pairs if sum(n == o for o, _ in pairs) > 1})


def refuse(word):
    raise ValueError(f"{word} is no number")


def read(text):
    """JSON, strictly: no NaN, and a name that is there twice is not lost."""
    return json.loads(text, object_pairs_hook=Members, parse_constant=refuse)


@dataclasses.dataclass(frozen=True)
class Whole:
    """An integer from `least` to below 2^53."""
    least: int = 0

    def faults(self, value, wild):
        if type(value) is not int or not self.least <= value < INTEGER_END:
            yield f"{value!r:.80} is no integer from {self.least} to 2^53 - 1"


@dataclasses.dataclass(frozen=True)
class Word:
    """A string that matches all of a pattern, of at most so many bytes."""
    pattern: typing.Any
    most: int | None = None

    def faults(self, value, wild):
        if wild and value == WILD:
            return
        if type(value) is not str:
            yield f"{value!r:.80} is no string"
            return
        try:
            size = len(value.encode())
        except UnicodeEncodeError:
            yield f"{value!r:.80} has half a character"
            return
        if not re.fullmatch(self.pattern, value):
            yield f"{value!r:.200} does not match {getattr(self.pattern, 'pattern', self.pattern):.80}"
        if self.most is not None and size > self.most:
            yield f"{value!r:.80} has {size} bytes, {self.most} allowed"


@dataclasses.dataclass(frozen=True)
class Only:
    """One of some values."""
    values: tuple

    def faults(self, value, wild):
        if not any(type(value) is type(one) and value == one for one in self.values):
            yield f"{value!r:.80} is none of {self.values}"


@dataclasses.dataclass(frozen=True)
class Either:
    """One of some shapes."""
    shapes: tuple

    def faults(self, value, wild):
        tried = [list(faults_of(value, shape, wild)) for shape in self.shapes]
        if all(tried):
            yield from min(tried, key=len)


@dataclasses.dataclass(frozen=True)
class ListOf:
    """An array of one shape."""
    shape: typing.Any
    least: int = 0

    def faults(self, value, wild):
        if not isinstance(value, list):
            yield f"{value!r:.80} is no array"
            return
        if len(value) < self.least:
            yield f"an array of {len(value)}, at least {self.least} wanted"
        for number, one in enumerate(value):
            yield from (f"[{number}] {fault}" for fault in faults_of(one, self.shape, wild))


class Anything:
    """Any JSON: it was passed on as it is."""

    def faults(self, value, wild):
        return ()


@dataclasses.dataclass(frozen=True)
class Object:
    """An object with these members and no others; a name that ends with ? may be missing."""
    members: dict

    def faults(self, value, wild):
        if not isinstance(value, dict):
            yield f"{value!r:.80} is no object"
            return
        yield from (f"{name!r} is there twice" for name in getattr(value, "twice", ()))
        known = set()
        for name, shape in self.members.items():
            bare = name.removesuffix("?")
            known.add(bare)
            if bare in value:
                yield from (f"{bare}: {fault}" for fault in faults_of(value[bare], shape, wild))
            elif not name.endswith("?"):
                yield f"{bare} is missing"
        yield from (f"{name!r} is not known" for name in value.keys() - known)


def faults_of(value, shape, wild=False):
    """What is wrong with a value, as sentences. wild: "…" is any value."""
    if wild and value == WILD:
        return ()
    return shape.faults(value, wild)
