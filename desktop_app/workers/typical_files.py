"""What files of a kind take to be read, and how much text they hold: a first guess until some were read here.

Measured on letters, papers, tables, mails and web pages on one core of 2023; a kind's own files
outweigh it at once, and the machine's speed at other kinds corrects it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typical:
    """The time a file takes and its tokens grow with its size, from a little that even an empty one takes."""

    seconds: float
    seconds_a_byte: float
    tokens_a_byte: float

    def seconds_for(self, files: float, size: float) -> float:
        return self.seconds * files + self.seconds_a_byte * size

    def tokens_for(self, size: float) -> float:
        return self.tokens_a_byte * size


TYPICAL = {
    # By the ends of names, as store/waiting.py counts kinds.
    ".txt": Typical(0.004, 1.0e-6, 0.22),
    ".md": Typical(0.004, 1.0e-6, 0.24),
    ".csv": Typical(0.004, 4.0e-6, 0.45),
    ".tsv": Typical(0.004, 4.0e-6, 0.45),
    ".pdf": Typical(0.030, 1.1e-6, 0.03),
    "docx": Typical(0.015, 0.5e-6, 0.10),
    "pptx": Typical(0.025, 0.3e-6, 0.015),
    "xlsx": Typical(0.020, 4.0e-6, 0.20),
    ".xls": Typical(0.010, 1.0e-6, 0.08),
    ".odt": Typical(0.015, 0.5e-6, 0.10),
    ".ods": Typical(0.020, 4.0e-6, 0.20),
    ".odp": Typical(0.020, 0.3e-6, 0.015),
    "epub": Typical(0.030, 0.8e-6, 0.25),
    "html": Typical(0.006, 0.6e-6, 0.10),
    ".htm": Typical(0.006, 0.6e-6, 0.10),
    ".eml": Typical(0.005, 0.6e-6, 0.15),
    "mbox": Typical(0.010, 0.6e-6, 0.15),
    ".msg": Typical(0.010, 0.5e-6, 0.02),
    ".zip": Typical(0.010, 2.0e-6, 0.60),
    "json": Typical(0.005, 1.0e-6, 0.22),
    ".xml": Typical(0.005, 1.0e-6, 0.15),
    ".rtf": Typical(0.008, 3.0e-6, 0.10),
}
ANY = Typical(0.006, 1.0e-6, 0.15)  # a kind that is not among them
TOKENS_A_SECOND = 5_000.0  # embedded
