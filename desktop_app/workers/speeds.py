"""How fast this machine reads, embeds and recognises, measured while it does; and how long the rest will take.

What was measured lately counts most. The last run's speeds are remembered, so that a time can
be named from the first minute on.
"""

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

logger = logging.getLogger(__name__)

HALF_LIFE = 45.0  # seconds of work after which a measurement counts half
REMEMBERED = 3.0  # seconds of work that the last run's speeds count for
ENOUGH = 1.5  # seconds of work from which a speed is known


@dataclass(slots=True)
class Rate:
    """Work done and the seconds it took, both fading."""

    amount: float = 0.0
    seconds: float = 0.0

    def add(self, amount: float, seconds: float) -> None:
        kept = math.pow(0.5, seconds / HALF_LIFE)
        self.amount = self.amount * kept + amount
        self.seconds = self.seconds * kept + seconds

    @property
    def is_known(self) -> bool:
        return self.seconds >= ENOUGH and self.amount > 0

    def seconds_for(self, amount: float) -> float:
        return amount * self.seconds / self.amount if self.amount else 0.0

    def scaled(self, seconds: float) -> "Rate":
        """Return the same speed, counting for at most so many seconds."""
        share = min(1.0, seconds / self.seconds) if self.seconds else 0.0
        return Rate(self.amount * share, self.seconds * share)


@dataclass(slots=True)
class ReadingSpeed:
    """Files of one kind: sums from which seconds = a * files + b * bytes is fitted."""

    files: float = 0.0
    bytes: float = 0.0
    bytes_squared: float = 0.0
    seconds: float = 0.0
    bytes_seconds: float = 0.0
    tokens: float = 0.0

    def add(self, size: float, seconds: float, tokens: float) -> None:
        self.files += 1
        self.bytes += size
        self.bytes_squared += size * size
        self.seconds += seconds
        self.bytes_seconds += size * seconds
        self.tokens += tokens

    def seconds_for(self, files: float, size: float) -> float:
        """Return what so many files of so many bytes in all will take."""
        if not self.files:
            return 0.0
        variance = self.files * self.bytes_squared - self.bytes**2
        covariance = self.files * self.bytes_seconds - self.bytes * self.seconds
        a_byte = max(0.0, covariance / variance) if variance > 1e-9 * self.bytes_squared * self.files else 0.0
        a_file = max(0.0, (self.seconds - a_byte * self.bytes) / self.files)
        return a_file * files + a_byte * size

    def tokens_for(self, size: float) -> float:
        return size * self.tokens / self.bytes if self.bytes else 0.0


@dataclass(slots=True)
class Speeds:
    """What was measured; kinds of files are the ends of their names."""

    embedding: Rate = field(default_factory=Rate)  # in tokens
    recognition: Rate = field(default_factory=Rate)  # in pages
    reading: dict[str, ReadingSpeed] = field(default_factory=dict)
    any_kind: ReadingSpeed = field(default_factory=ReadingSpeed)

    def read(self, kind: str, size: int, seconds: float, tokens: int) -> None:
        """Note that a file was read; `tokens` are those that have to be embedded of it."""
        self.reading.setdefault(kind, ReadingSpeed()).add(size, seconds, tokens)
        self.any_kind.add(size, seconds, tokens)

    def seconds_left(self, files: Mapping[str, tuple[int, int]], tokens: int, pictures: int) -> float | None:
        """Return the seconds that the work left will take, None while that can't be told.

        `files` are number and bytes of those to read, by kind.
        """
        seconds, coming = 0.0, float(tokens)
        for kind, (number, size) in files.items():
            speed = self.reading.get(kind, self.any_kind)
            if not speed.files:
                return None
            seconds += speed.seconds_for(number, size)
            coming += speed.tokens_for(size)
        if (coming and not self.embedding.is_known) or (pictures and not self.recognition.is_known):
            return None
        return seconds + self.embedding.seconds_for(coming) + self.recognition.seconds_for(pictures)

    def save(self, path: Path) -> None:
        """Remember the speeds of embedding and recognition; that they are lost is no harm."""
        kept = {name: asdict(getattr(self, name).scaled(REMEMBERED)) for name in ("embedding", "recognition")}
        try:
            path.write_text(json.dumps(kept), encoding="utf-8")
        except OSError as error:
            logger.warning("the measured speeds were not kept: %s", error.strerror)

    @classmethod
    def load(cls, path: Path) -> "Speeds":
        """Return the last run's speeds, none where they can't be read."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            rates = {name: Rate(float(kept[name]["amount"]), float(kept[name]["seconds"])) for name in kept}
            return cls(rates["embedding"], rates["recognition"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()
