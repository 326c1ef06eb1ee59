"""Speeds that were measured: of steady work, and of reading files of one kind.

A speed also tells how much is to be thought of it: whoever names a time by it says a number, or
only what it will not exceed (time_left.py).
"""

import math
from dataclasses import dataclass

from desktop_app.workers.typical_files import ANY, Typical

HALF_LIFE, HALF_LIFE_UNITS = 60.0, 15.0  # seconds of work, and units of it, after which a measurement counts half
ENOUGH = 1.5  # seconds of work from which a speed is known
ENOUGH_FILES = 8
OUTLIER = 5.0  # times what was expected; a longer stop says nothing of other files


@dataclass(slots=True)
class Rate:
    """Work done and the seconds it took, both fading; `squares` are of the seconds that a unit of it took."""

    amount: float = 0.0
    seconds: float = 0.0
    squares: float = 0.0

    def add(self, amount: float, seconds: float) -> None:
        kept = math.pow(0.5, min(seconds / HALF_LIFE, amount / HALF_LIFE_UNITS))
        self.amount = self.amount * kept + amount
        self.seconds = self.seconds * kept + seconds
        self.squares = self.squares * kept + seconds**2 / amount

    @property
    def is_known(self) -> bool:
        return self.seconds >= ENOUGH and self.amount > 0

    def seconds_for(self, amount: float) -> float:
        return amount * self.seconds / self.amount if self.amount else 0.0

    @property
    def variation(self) -> float:
        """The variance of the time that a unit takes, as a share of its mean squared."""
        return max(0.0, self.squares * self.amount / self.seconds**2 - 1.0) if self.seconds else 0.0

    def scaled(self, seconds: float) -> "Rate":
        """Return the same speed, counting for at most so many seconds."""
        share = min(1.0, seconds / self.seconds) if self.seconds else 0.0
        return Rate(self.amount * share, self.seconds * share, self.squares * share)


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
