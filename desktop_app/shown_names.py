"""Names as they may be shown: on one line and in one direction, whatever whoever chose them put into them.

A sign that turns the direction of writing makes "invoice-fdp.exe" read "invoice-exe.pdf", and a name may hold line
breaks. What is written from right to left is shown so by its letters and needs none of these signs.
"""

import re

TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # signs that turn the direction of writing
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def as_shown(name: str) -> str:
    """Return a name or a title without signs that turn it around, and with blanks for line breaks and controls."""
    return name if name.isascii() and name.isprintable() else TURNING.sub("", _STEERING.sub(" ", name))
