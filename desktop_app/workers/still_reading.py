"""What "Not in your documents" can mean while documents are still being read: that the answer is in one of those."""

from dataclasses import replace

from desktop_app.domain import Answer


def tell_what_waits(answer: Answer, waiting: int) -> Answer:
    """Return the answer; where it refuses while `waiting` documents are not read to their end, it says so."""
    if not answer.refused or waiting < 1:
        return answer
    what = "One of your documents is" if waiting == 1 else f"{waiting:,} of your documents are"
    return replace(answer, text=f"{answer.text} {what} not read to the end yet; ask again when that is done.")
