"""What docs/operations.md shows, taken out of it: its marked blocks, by name."""
import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "operations.md"
BLOCK = re.compile(r"<!-- ([a-z-]+) -->\n```[a-z]+\n(.*?)```", re.S)


def blocks():
    """{name: text} of each block behind a comment that names it."""
    return dict(BLOCK.findall(PAGE.read_text()))


def with_block(name, text):
    """The page with another text in that block."""
    page = PAGE.read_text()
    found = next(match for match in BLOCK.finditer(page) if match[1] == name)
    return page[:found.start(2)] + text + page[found.end(2):]
