"""One line of text on a PDF page: runs that stand side by side, and what parts them."""

from dataclasses import dataclass, field

from desktop_app.parsing.pdf_characters import Run


@dataclass(slots=True)
class TextLine:
    """Runs from left to right; `separators` holds what stands before each, a space or a cell border.

    `tail` holds the borders of empty cells after the last.
    """

    runs: list[Run]
    separators: list[str] = field(default_factory=lambda: [""])
    tail: str = ""

    def add(self, run: Run) -> None:
        self.runs.append(run)
        self.separators.append(" ")

    @property
    def left(self) -> float:
        return min(run.left for run in self.runs)

    @property
    def right(self) -> float:
        return max(run.right for run in self.runs)

    @property
    def top(self) -> float:
        return min(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        return max(run.bottom for run in self.runs)

    @property
    def size(self) -> float:
        """The font size of the longest run, in points."""
        return max(self.runs, key=lambda run: len(run.text)).size

    @property
    def is_bold(self) -> bool:
        """Whether most of the line is bold."""
        return sum(len(run.text) for run in self.runs if run.is_bold) * 2 > len(self.text)

    @property
    def text(self) -> str:
        return (
            "".join(f"{before}{run.text}" for before, run in zip(self.separators, self.runs, strict=True)) + self.tail
        )

    def edges(self) -> list[float]:
        """Return one edge a character of `text`, and the last one's end; separators share the gap they fill."""
        edges: list[float] = []
        for before, run in zip(self.separators, self.runs, strict=True):
            start = edges.pop() if edges else run.edges[0]
            step = (run.edges[0] - start) / max(len(before), 1)
            edges.extend(start + step * place for place in range(len(before)))
            edges.extend(run.edges)
        return edges + edges[-1:] * len(self.tail)
