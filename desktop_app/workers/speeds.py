"""How fast this machine reads, embeds and recognises, measured while it does; and how long the rest will take.

What was measured lately counts most: the load of a machine changes. What earlier runs showed of
each kind of file is remembered, so that a time can be named from the first minute on.
"""

import json
import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from desktop_app.workers.typical_files import ANY, TYPICAL, Typical

logger = logging.getLogger(__name__)

HALF_LIFE = 45.0  # seconds of work after which a measurement counts half
REMEMBERED = 3.0  # seconds of work that the last run's speeds count for
ENOUGH = 1.5  # seconds of work from which a speed is known
REMEMBERED_FILES = 5.0  # that the last run's files of a kind count for
ENOUGH_FILES = 8
OUTLIER = 5.0  # times what was expected; a longer stop says nothing of other files
PICTURES = frozenset({".png", ".jpg", "jpeg", ".tif", "tiff", ".bmp", "webp", ".gif"})  # each waits to be recognised
# Until a page was recognised: it takes as long as embedding so many tokens, and so does loading the engine.
TOKENS_A_PICTURE, TOKENS_TO_LOAD = 25_000.0, 25_000.0


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
    """Files of one kind: sums from which seconds and tokens are fitted as a * files + b * bytes."""

    files: float = 0.0
    bytes: float = 0.0
    bytes_squared: float = 0.0
    seconds: float = 0.0
    bytes_seconds: float = 0.0
    tokens: float = 0.0
    bytes_tokens: float = 0.0
    pictures: float = 0.0

    def add(self, size: float, seconds: float, tokens: float, pictures: float) -> None:
        if self.files >= 1:
            seconds = min(seconds, OUTLIER * self.seconds * max(1 / self.files, size / max(self.bytes, 1.0)))
        self.files += 1
        self.bytes += size
        self.bytes_squared += size * size
        self.seconds += seconds
        self.bytes_seconds += size * seconds
        self.tokens += tokens
        self.bytes_tokens += size * tokens
        self.pictures += pictures

    def seconds_for(self, files: float, size: float, typical: Typical = ANY) -> float:
        """Return what so many files of so many bytes in all will take."""
        expected = typical.seconds_for(self.files, self.bytes), typical.seconds, typical.seconds_a_byte
        return self._fit(self.seconds, self.bytes_seconds, expected, files, size)

    def tokens_for(self, files: float, size: float, typical: Typical = ANY) -> float:
        """Return how many tokens will have to be embedded of them."""
        expected = typical.tokens_for(self.bytes), 0.0, typical.tokens_a_byte
        return self._fit(self.tokens, self.bytes_tokens, expected, files, size)

    def pictures_for(self, files: float) -> float:
        return files * self.pictures / self.files if self.files else 0.0

    def add_all(self, other: "ReadingSpeed") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def scaled(self, files: float) -> "ReadingSpeed":
        """Return the same, counting for at most so many files."""
        share = min(1.0, files / self.files) if self.files else 0.0
        return ReadingSpeed(*(getattr(self, name) * share for name in self.__slots__))

    def _fit(
        self, total: float, bytes_total: float, typical: tuple[float, float, float], files: float, size: float
    ) -> float:
        """Return a * files + b * size for the line through what was measured, and through what is typical.

        `typical` is the total that was to be expected, and its a and b; only their proportion counts. It stands
        for two more files, an empty one and one of twice the mean, until there are enough of them. A line may
        begin below nothing, as much of a small file is no text; a few files don't show that.
        """
        if not self.files:
            return 0.0
        guessed, each, each_byte = typical
        off = total / guessed if guessed else 0.0
        weight, far = max(0.0, 1 - self.files / ENOUGH_FILES), 2 * self.bytes / self.files
        count, bytes_ = self.files + 2 * weight, self.bytes + weight * far
        squared = self.bytes_squared + weight * far**2
        total += weight * off * (2 * each + each_byte * far)
        bytes_total += weight * off * far * (each + each_byte * far)
        variance = count * squared - bytes_**2
        a_byte = (
            max(0.0, (count * bytes_total - bytes_ * total) / variance) if variance > 1e-9 * squared * count else 0.0
        )
        a_file = (total - a_byte * bytes_) / count
        if a_file < 0 and self.files < ENOUGH_FILES:
            a_file, a_byte = 0.0, bytes_total / squared
        return max(0.0, a_file * files + a_byte * size)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to come of some files: seconds of reading, tokens to embed, pictures to recognise."""

    seconds: float = 0.0
    tokens: float = 0.0
    pictures: float = 0.0

    def __add__(self, other: "Work") -> "Work":
        return Work(self.seconds + other.seconds, self.tokens + other.tokens, self.pictures + other.pictures)


@dataclass(slots=True)
class Speeds:
    """What was measured; kinds of files are the ends of their names."""

    embedding: Rate = field(default_factory=Rate)  # in tokens
    recognition: Rate = field(default_factory=Rate)  # in pages
    reading: dict[str, ReadingSpeed] = field(default_factory=dict)
    any_kind: ReadingSpeed = field(default_factory=ReadingSpeed)
    guessed: float = 0.0  # seconds that would have been typical of all that was read

    def read(
        self,
        kind: str,
        size: int,
        seconds: float,
        tokens: int,
        pictures: int = 0,
        members: Iterable[tuple[str, int]] = (),
    ) -> None:
        """Note that a file was read; `tokens` have to be embedded of it, and `pictures` to be recognised.

        `members` are kind and size of the documents inside it, whose reading is still to come: they are part
        of what a file like this one costs.
        """
        inside = Work(seconds, tokens, pictures)
        for member, bytes_ in members:
            inside += self._work(member, 1, bytes_)
        self.reading.setdefault(kind, ReadingSpeed()).add(size, inside.seconds, inside.tokens, inside.pictures)
        if kind not in PICTURES:
            self.any_kind.add(size, seconds, tokens, pictures)
            self.guessed += TYPICAL.get(kind, ANY).seconds_for(1, size)

    def seconds_left(
        self, files: Mapping[str, tuple[int, int]], tokens: int, pictures: int, *, recognises: bool = True
    ) -> float | None:
        """Return the seconds that the work left will take, None while that can't be told.

        `files` are number and bytes of those to read, by kind. Without `recognises` pictures cost nothing.
        """
        if any(kind not in PICTURES for kind in files) and not self.any_kind.files:
            return None
        left = Work(0.0, float(tokens), float(pictures))
        for kind, (number, size) in files.items():
            left += self._work(kind, number, size)
        seconds, coming, shown = left.seconds, left.tokens, left.pictures
        if not recognises:
            shown = 0.0
        if (coming or shown) and not self.embedding.is_known and not (self.recognition.is_known and not coming):
            return None
        return seconds + self.embedding.seconds_for(coming) + self._recognising(shown)

    def _work(self, kind: str, number: int, size: int) -> "Work":
        """Return what files of a kind will cost: as those that were read here, else as is typical of them."""
        if kind in PICTURES:
            return Work(pictures=float(number))
        speed, typical = self.reading.get(kind), TYPICAL.get(kind)
        if speed is None and typical is not None:
            slower = self.any_kind.seconds / self.guessed if self.guessed else 1.0
            return Work(slower * typical.seconds_for(number, size), typical.tokens_for(size))
        speed = speed or self.any_kind
        typical = typical or ANY
        return Work(
            speed.seconds_for(number, size, typical),
            speed.tokens_for(number, size, typical),
            speed.pictures_for(number),
        )

    def _recognising(self, pictures: float) -> float:
        if self.recognition.is_known or not self.embedding.is_known:
            return self.recognition.seconds_for(pictures)
        return self.embedding.seconds_for(pictures * TOKENS_A_PICTURE + TOKENS_TO_LOAD) if pictures else 0.0

    def save(self, path: Path) -> None:
        """Remember the speeds; that they are lost is no harm."""
        kept = {name: asdict(getattr(self, name).scaled(REMEMBERED)) for name in ("embedding", "recognition")}
        kept["reading"] = {kind: asdict(speed.scaled(REMEMBERED_FILES)) for kind, speed in self.reading.items()}
        try:
            path.write_text(json.dumps(kept), encoding="utf-8")
        except OSError as error:
            logger.warning("the measured speeds were not kept: %s", error.strerror)

    @classmethod
    def load(cls, path: Path) -> "Speeds":
        """Return the last run's speeds, none where they can't be read."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            embedding, recognition = (
                Rate(float(kept[name]["amount"]), float(kept[name]["seconds"])) for name in ("embedding", "recognition")
            )
            names = [one.name for one in fields(ReadingSpeed)]
            reading = {
                str(kind): ReadingSpeed(*(float(sums[name]) for name in names))
                for kind, sums in kept.get("reading", {}).items()
            }
            any_kind, guessed = ReadingSpeed(), 0.0
            for kind, speed in reading.items():
                if kind not in PICTURES:
                    any_kind.add_all(speed)
                    guessed += TYPICAL.get(kind, ANY).seconds_for(speed.files, speed.bytes)
            return cls(embedding, recognition, reading, any_kind, guessed)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()
