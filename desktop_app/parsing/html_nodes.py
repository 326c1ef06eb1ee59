"""What of an HTML tree can be seen, and its words."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

LEFT_OUT = frozenset({
    "script", "style", "noscript", "template", "svg", "canvas", "audio", "video", "iframe", "object", "embed",
    "select", "button", "head", "title",
})  # fmt: skip
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html",
    "legend", "li", "main", "menu", "nav", "ol", "option", "p", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def is_hidden(node: LexborNode) -> bool:
    """Tell whether the node itself is marked as not shown."""
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


def descendants(top: LexborNode) -> Iterator[LexborNode]:
    """Yield what is below `top` and can be seen, in document order."""
    stack = [top.child] if top.child is not None else []
    while stack:
        node = stack.pop()
        if node.next is not None:
            stack.append(node.next)
        if node.tag in LEFT_OUT or is_hidden(node):
            continue
        yield node
        if node.child is not None:
            stack.append(node.child)


def visible_text(top: LexborNode) -> str:
    """Return the words below `top`, in one line as far as its markup goes."""
    parts: list[str] = []
    for node in descendants(top):
        if node.tag == "-text":
            parts.append(node.text_content or "")
        elif node.tag == "br" or node.tag in BLOCKS:
            parts.append(" ")
    return "".join(parts)
