"""Looks into XML trees by local names: dialects of one format differ only in their namespaces."""

from lxml import etree


def local_name(element: etree._Element) -> str:
    """Return the tag without its namespace (the strict and the usual dialect differ only there)."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str = "val") -> str:
    """Return an attribute whatever its namespace, empty where there is none."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).rsplit("}", 1)[-1] == name:
                return str(value)
    return ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first child along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local_name(found) == name), None)
    return element


def number(text: str, otherwise: int) -> int:
    """Return a small whole number, `otherwise` where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
