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

from desktop_app.workers.rates import Rate, ReadingSpeed
from desktop_app.workers.time_left import Estimate
from desktop_app.workers.typical_files import ANY, TOKENS_A_SECOND, TYPICAL

logger = logging.getLogger(__name__)

REMEMBERED = {"embedding": 3.0, "recognition": 15.0}  # seconds of work that the last run's speeds count for
REMEMBERED_FILES = 5.0  # that the last run's files of a kind count for
PICTURES = frozenset({".png", ".jpg", "jpeg", ".tif", "tiff", ".bmp", "webp", ".gif"})  # each waits to be recognised
# Until a page was recognised: it takes as long as embedding so many tokens, and so does loading the engine.
TOKENS_A_PICTURE, TOKENS_TO_LOAD = 25_000.0, 25_000.0
# How far off a time may be that is told by such a thing, as a share of it; one standard deviation.
GUESSED, MEASURED_SHORTLY, MEASURED = 1.0, 0.3, 0.08  # the speed of embedding
UNSEEN_KIND = 0.8  # what files of a kind cost of which none was read; with each that was it is less
UNSEEN_PICTURE = 0.7
PICTURES_DIFFER, PICTURES_GUESSED = 0.45, 2.0  # one page from another, until so many showed it


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

    def estimate(
        self, files: Mapping[str, tuple[int, int]], tokens: int, pictures: int, *, recognises: bool = True
    ) -> Estimate:
        """Return the seconds that the work left will take, and how far off they may be.

        `files` are number and bytes of those to read, by kind. Without `recognises` pictures cost nothing.
        """
        token, token_doubt = self._token()
        picture, picture_doubt, differ = self._picture(token) if recognises else (0.0, 0.0, 0.0)
        left, variance = Work(0.0, float(tokens), float(pictures)), 0.0
        for kind, (number, size) in files.items():
            work = self._work(kind, number, size)
            left += work
            seconds = work.seconds + work.tokens * token + work.pictures * picture
            variance += (self._kind_doubt(kind) * seconds) ** 2
        embedding, recognising = left.tokens * token, left.pictures * picture
        if recognising and not self.recognition.amount:
            recognising += TOKENS_TO_LOAD * token
        variance += (token_doubt * embedding) ** 2 + (picture_doubt * recognising) ** 2
        variance += (differ * picture) ** 2 * left.pictures
        return Estimate(left.seconds + embedding + recognising, math.sqrt(variance))

    def _token(self) -> tuple[float, float]:
        """Return the seconds to embed one, and their doubt."""
        if self.embedding.amount:
            return self.embedding.seconds_for(1.0), MEASURED + MEASURED_SHORTLY / (1.0 + self.embedding.seconds)
        return self._slower / TOKENS_A_SECOND, GUESSED

    def _picture(self, token: float) -> tuple[float, float, float]:
        """Return the seconds to recognise one, their doubt, and how much one differs from another."""
        shown = self.recognition
        if not shown.amount:
            return TOKENS_A_PICTURE * token, UNSEEN_PICTURE, PICTURES_DIFFER
        differ = math.sqrt(
            (PICTURES_GUESSED * PICTURES_DIFFER**2 + shown.amount * shown.variation) / (PICTURES_GUESSED + shown.amount)
        )
        return shown.seconds_for(1.0), differ / math.sqrt(shown.amount), differ

    def _kind_doubt(self, kind: str) -> float:
        if kind in PICTURES:
            return 0.0
        seen = self.reading.get(kind)
        return UNSEEN_KIND / math.sqrt(1.0 + (seen.files if seen else 0.0))

    @property
    def _slower(self) -> float:
        """How much slower this machine reads than the one on which typical files were measured."""
        return self.any_kind.seconds / self.guessed if self.guessed else 1.0

    def _work(self, kind: str, number: int, size: int) -> "Work":
        """Return what files of a kind will cost: as those that were read here, else as is typical of them."""
        if kind in PICTURES:
            return Work(pictures=float(number))
        speed, typical = self.reading.get(kind), TYPICAL.get(kind)
        if speed is None and typical is not None:
            return Work(self._slower * typical.seconds_for(number, size), typical.tokens_for(size))
        speed = speed or self.any_kind
        typical = typical or ANY
        if not speed.files:
            return Work(typical.seconds_for(number, size), typical.tokens_for(size))
        return Work(
            speed.seconds_for(number, size, typical),
            speed.tokens_for(number, size, typical),
            speed.pictures_for(number),
        )

    def save(self, path: Path) -> None:
        """Remember the speeds; that they are lost is no harm."""
        kept = {name: asdict(getattr(self, name).scaled(seconds)) for name, seconds in REMEMBERED.items()}
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
                Rate(*(float(kept[name][one.name]) for one in fields(Rate))) for name in REMEMBERED
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
