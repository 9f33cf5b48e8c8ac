"""The blocks of a page that have a name: a comment in the line before says it."""
import re

BLOCK = re.compile(r"<!-- ([a-z0-9-]+) -->\n```[a-z]+\n(.*?)```", re.S)


def blocks(page):
    """{name: text}."""
    return dict(BLOCK.findall(page.read_text(encoding="utf-8")))


def with_blocks(page, texts):
    """The page with these texts in its blocks."""
    def changed(found):
        begin, end = found.span(2)[0] - found.start(), found.span(2)[1] - found.start()
        return found[0][:begin] + texts.get(found[1], found[2]) + found[0][end:]
    return BLOCK.sub(changed, page.read_text(encoding="utf-8"))
