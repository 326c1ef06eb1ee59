"""Passages for the tests of answering: a lease, a rent, a boiler."""

from desktop_app.domain import Chunk, Passage, Span

LEASE = (
    "This lease is made between Ada Byron and Hill Estates Ltd. The lease ends on 31 March 2027. "
    "Notice must be given three months before that day."
)
RENT = "The rent is 1,250 euros a month. It is due on the first working day. Cats are welcome in the flat."
HEAT = "Heating is paid by use.\nThe boiler was last serviced in 2024 by\nKlein & Sons. Call them in an emergency."


def passage(text: str, number: int = 1, title: str = "", start: int = 0, **more: float) -> Passage:
    """A passage whose chunk stands on page 1 at `start`."""
    chunk = Chunk(number, text, "", (Span(1, start, start + len(text)),))
    evidence = {"similarity": 0.6, "overlap": 0.7, "score": 0.8, **more}
    return Passage(number, f"/home/ada/{number}.txt", title or f"file {number}", chunk, **evidence)
