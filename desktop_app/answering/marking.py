"""A citation marked on its page: the rectangles of its quote, and where that stands in the format's own terms."""

from dataclasses import replace

from desktop_app.answering.chat_model import PageSource
from desktop_app.answering.citations import Cited
from desktop_app.boxes import boxes_of
from desktop_app.domain import Citation
from desktop_app.place_labels import place_of


def marked(citation: Citation, document_id: int, pages: PageSource) -> Citation:
    """Return the citation with boxes and label from the document's pages as the library has them now."""
    numbers = {span.page for span in citation.spans}
    held = {n: page for n in numbers if (page := pages.page(document_id, n)) is not None}
    first = held.get(citation.page)
    label = place_of(first, citation.spans) if first else citation.label
    return replace(citation, boxes=boxes_of(citation.spans, held), label=label)


def marked_citations(cited: Cited, pages: PageSource | None) -> tuple[Citation, ...]:
    """Return the citations of an answer, marked on their pages; as they are where there are no pages to look at."""
    if pages is None:
        return cited.citations
    pairs = zip(cited.citations, cited.used, strict=True)
    return tuple(marked(citation, passage.document_id, pages) for citation, passage in pairs)
