"""Adapters looked at and added: a GGUF file as it is, a folder of peft's converted first.

Used by the inference worker and the command line. Only headers are read of models; no model
and no adapter is loaded.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from desktop_app.adapter_list import AdapterList
from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import AdapterCard, ModelCard, Passport
from desktop_app.errors import AdapterError, AdapterMissing, AdapterUnsupported, ModelError, ModelUnknown
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.model_file import file_sha256, read_model_card
from desktop_app.inference.passport import check_adapter, require_fitting
from desktop_app.inference.peft_folder import CONFIG, WEIGHTS, convert_peft_folder, is_peft_folder
from desktop_app.paths import DataPaths
from desktop_app.weights import starter_model
from desktop_app.workers.adapter_reporting import read_report

CONVERTED = "adapter.gguf"
_SOURCE = "source"  # the folder that keeps peft's two files beside what they became


class AdapterAdding:
    """Checks and adds adapters for one person's models; `chosen_model` is the one in the settings."""

    def __init__(self, paths: DataPaths, chosen_model: str) -> None:
        self._models = ModelCatalogue(paths.models, starter_model())
        self._chosen = chosen_model
        self.list = AdapterList.of(paths)

    def check(self, path: Path, model: str = "") -> Passport:
        """Return the passport of a file or a peft folder for `model`, or for the chosen one.

        Raises AdapterMissing, and what finding the model raises.
        """
        card = self._model(model)
        with _as_gguf(path, card) as (file, problem):
            if problem is not None:
                return _refused(path, card, problem)
            passport = check_adapter(file, card, read_gguf_header(Path(card.path)))
            return _named(replace(passport, report=read_report(path)), path)

    def add(
        self,
        path: Path,
        *,
        model: str = "",
        name: str = "",
        folder: str = "",
        on_progress: Callable[[int, int], None] | None = None,
    ) -> AdapterCard:
        """Add what fits `model`; where none is named, the chosen model or any other that was added.

        `name` replaces the file's own, `folder` binds it. Raises what its passport says.
        """
        asked, passport = self._first_fitting(path, model)
        card = require_fitting(passport)
        if name:
            card = replace(card, name=name)
        if path.is_dir():
            card = self._keep(path, card, self._model(asked))
        sha256 = file_sha256(Path(card.path), on_progress)
        return self.list.add(replace(card, sha256=sha256, folder=folder))

    def _first_fitting(self, path: Path, model: str) -> tuple[str, Passport]:
        """Ask the chosen model first, then the others until one takes it; return which one it was."""
        first = self.check(path, model)
        if first.fits or model:
            return model, first
        for other in self._models.list():
            try:
                passport = self.check(path, other.name)
            except ModelError:
                continue  # a model that went away takes nothing
            if passport.fits:
                return other.name, passport
        return model, first

    def _keep(self, path: Path, card: AdapterCard, model: ModelCard) -> AdapterCard:
        """Convert the folder once more, to stay, and keep its two files beside the result."""
        kept = self.list.new_folder(card.name)
        try:
            (kept / _SOURCE).mkdir()
            for name in (CONFIG, WEIGHTS):
                shutil.copyfile(path / name, kept / _SOURCE / name)
            convert_peft_folder(path, kept / CONVERTED, read_gguf_header(Path(model.path)))
        except BaseException:
            shutil.rmtree(kept, ignore_errors=True)
            raise
        return replace(card, path=str((kept / CONVERTED).absolute()), source=str(path.absolute()))

    def _model(self, name: str) -> ModelCard:
        try:
            return self._models.find(name or self._chosen)
        except ModelUnknown:
            if not Path(name).is_file():
                raise
            return read_model_card(Path(name))


@contextmanager
def _as_gguf(path: Path, model: ModelCard) -> Iterator[tuple[Path, AdapterError | None]]:
    """Give the adapter as a GGUF file, or the reason why it can't be made one."""
    if not path.is_dir():
        yield path, None
        return
    if not is_peft_folder(path):
        yield path, AdapterUnsupported(f"This folder holds no adapter: there is no {CONFIG} in it.")
        return
    with tempfile.TemporaryDirectory(prefix="carrel-") as temporary:
        file = Path(temporary) / CONVERTED
        problem: AdapterError | None = None
        try:
            convert_peft_folder(path, file, read_gguf_header(Path(model.path)))
        except AdapterMissing:
            raise
        except AdapterError as error:
            problem = error
        yield file, problem


def _refused(path: Path, model: ModelCard, problem: AdapterError) -> Passport:
    card = AdapterCard(path.name, str(path.absolute()), "", 0, 0.0, (), 0)
    return Passport(False, str(problem), model.name, card, code=problem.code)


def _named(passport: Passport, path: Path) -> Passport:
    """Give a converted adapter's card the name and place of what the person chose."""
    if not path.is_dir():
        return passport
    name = " ".join(path.absolute().name.replace("-", " ").replace("_", " ").split())
    return replace(passport, card=replace(passport.card, name=name, path=str(path.absolute())))
