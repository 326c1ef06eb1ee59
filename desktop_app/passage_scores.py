"""Passages with other scores than they were found with."""

from desktop_app.domain import Passage


def with_scores(passage: Passage, *, score: float, similarity: float = 0.0, overlap: float = 0.0) -> Passage:
    """Return the passage with these; `dataclasses.replace` takes twice as long, and a search needs hundreds.

    Which version or copy it is gets lost: that is told of the few that are shown, when their scores stand.
    """
    return Passage(
        document_id=passage.document_id,
        path=passage.path,
        title=passage.title,
        chunk=passage.chunk,
        score=score,
        label=passage.label,
        similarity=similarity,
        overlap=overlap,
        modified=passage.modified,
        away=passage.away,
    )
