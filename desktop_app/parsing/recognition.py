"""Text recognition: from the pixels of a page to a page with text, every word at its place.

Runs rapidocr (extra `ocr`), whose weights lie in its package; nothing is fetched. It is
loaded with the first page that needs it, takes about 400 MB, and is meant for a process of
its own.
"""

import importlib.util
import logging
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge, NoText
from desktop_app.parsing.clean_text import one_line

if TYPE_CHECKING:
    from PIL import Image

    from desktop_app.parsing.pdf_characters import Run

LONGEST_SIDE = 1800  # pixels; A4 at 150 dots an inch. More costs time and memory and finds the same words
MOST_THREADS = 4
SURE = 0.6  # from 0 to 1; what is recognised with less is more often a stain than a word
LETTERS_OF_BOX = 0.75  # a line's box is about a third higher than its letters are large
STEEP = 0.25  # rise of a line over its length, about 15 degrees: beyond it the writing is not level
CLEARLY_LARGER = 1.2  # times the usual letters; boxes vary by a tenth without meaning anything
NOT_INSTALLED = (
    "The file holds only pictures, and text recognition is not installed;"
    " install Carrel with its extra “ocr”, then read the file again."
)
_WEIGHTS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
}


def can_recognise() -> bool:
    """Whether text recognition is installed; loads nothing."""
    return importlib.util.find_spec("rapidocr") is not None


def recognise_page(image: "Image.Image", number: int, label: str, size: tuple[float, float]) -> Page:
    """Return the page with the words in `image` (upright, RGB), each at its place on a page of `size` points.

    The text is empty where there is none. Raises NoText where text recognition is not installed.
    """
    if not can_recognise():
        raise NoText(NOT_INSTALLED)
    from desktop_app.parsing.pdf_layout import read_blocks
    from desktop_app.parsing.pdf_text import build_page

    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    points = size[0] / image.width
    runs = _read_runs(image, points)
    usual = median(run.size for run in runs for _ in run.text) if runs else 1.0
    page = build_page(number, read_blocks(runs, size[0]), size, usual * CLEARLY_LARGER, {})
    return Page(number, page.text, label, page.headings, page.tables, page.lines, *size)


def _read_runs(image: "Image.Image", points: float) -> list["Run"]:
    """Return the lines of text in reading order of rows; `points` is the size of a pixel."""
    import numpy as np

    pixels = np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])  # rapidocr wants blue first
    try:
        found = _engine()(pixels)
    except Exception as error:
        if (
            "memory" in str(error).lower() or "alloc" in str(error).lower()
        ):  # each library below has its own name for it
            raise DocumentTooLarge(
                "Recognising this picture takes more memory than there is; scale it down."
            ) from error
        raise
    if found.txts is None or found.boxes is None:
        return []
    words = found.word_results if len(found.word_results or ()) == len(found.txts) else [()] * len(found.txts)
    return [
        _run(one_line(text), box, characters, points)
        for text, box, characters in zip(found.txts, found.boxes.tolist(), words, strict=True)
        if one_line(text)
    ]


@cache
def _engine() -> Any:
    """The engine is the process's own, as its weights are: one for all pages it reads."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    weights = {name: str(folder / file) for name, file in _WEIGHTS.items()}
    if not all(Path(file).is_file() for file in weights.values()):
        raise DamagedDocument("Text recognition is not wholly installed; install Carrel with its extra “ocr” again.")
    logging.getLogger("RapidOCR").propagate = False  # at its usual level it names files
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    return rapidocr.RapidOCR(
        params={
            **weights,
            "Global.log_level": "critical",
            "Global.text_score": SURE,
            "Rec.rec_batch_num": 1,  # six lines at once take 300 MB more and no less time
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _run(text: str, box: Sequence[Sequence[float]], characters: Sequence[Any], points: float) -> "Run":
    """Make a run of one recognised line; `box` holds its corners, clockwise from the upper left."""
    from desktop_app.parsing.pdf_characters import Run

    (left, left_top), (right, right_top), (_, right_bottom), (_, left_bottom) = box
    top, bottom = (left_top + right_top) / 2, (left_bottom + right_bottom) / 2
    is_upright = abs(right_top - left_top) < STEEP * max(right - left, 1) and right > left
    if not is_upright:
        top, bottom = min(y for _, y in box), max(y for _, y in box)
        left, right = min(x for x, _ in box), max(x for x, _ in box)
    edges = _edges(text, left, right, characters) if is_upright else _even_edges(text, left, right)
    return Run(
        text,
        [edge * points for edge in edges],
        top * points,
        bottom * points,
        max((bottom - top) * points * LETTERS_OF_BOX, 1.0),
        is_bold=False,
        is_upright=is_upright,
    )


def _edges(text: str, left: float, right: float, characters: Sequence[Any]) -> list[float]:
    """Return one edge a character and the last one's end, from the boxes of the characters that are no spaces."""
    sides = [(min(x for x, _ in one[2]), max(x for x, _ in one[2])) for one in characters if len(one) == 3]
    if [one[0] for one in characters] != [sign for sign in text if sign != " "] or len(sides) != len(characters):
        return _even_edges(text, left, right)
    rest = iter(sides)
    edges: list[float] = []
    end = left
    for sign in text:
        begin, end = (end, end) if sign == " " else next(rest)  # a space begins where the letter before it ends
        edges.append(min(max(begin, edges[-1] if edges else left), right))
    return [left, *edges[1:], right]


def _even_edges(text: str, left: float, right: float) -> list[float]:
    return [left + (right - left) * place / len(text) for place in range(len(text) + 1)]
