"""What is to be marked on a page: from a citation, and from what the library holds now."""

from desktop_app.domain import Citation, Page, Span


def spans_on(page: Page, citation: Citation) -> list[Span]:
    """Return where the quote stands on this page as the library has it now.

    The citation's own spans hold unless the page changed since; then its words are looked
    for, and nothing is marked rather than the wrong words.
    """
    spans = [span for span in citation.spans if span.page == page.number]
    quoted = _squeezed(citation.quote)
    held = [_squeezed(page.text[span.start : span.end]) for span in spans]
    if held and all(words and words in quoted for words in held):
        return spans
    if page.number != citation.page and not spans:
        return []
    start = page.text.find(citation.quote)
    return [Span(page.number, start, start + len(citation.quote))] if start >= 0 and citation.quote else []


def _squeezed(text: str) -> str:
    return "".join(text.split())
