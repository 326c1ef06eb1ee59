"""The chat model is loaded as the person wants it computed, and where it fails they are told."""

from dataclasses import replace
from pathlib import Path

from desktop_app.catalogue import ModelCatalogue
from desktop_app.gpu_trial import GpuTrial
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.weights import starter_model
from desktop_app.workers.child import ChildProcess
from desktop_app.workers.chosen_model import DRIVER_FAILED, open_chosen
from desktop_app.workers.protocol import LoadModel, ModelLoaded, NoticeGiven


def test_a_card_whose_driver_ended_the_process_is_left_alone_and_the_person_hears_of_it(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path).create()
    card = ModelCatalogue(paths.models, starter_model()).find("")
    paths.gpu_trial.touch()
    for settings, told in ((Settings(), DRIVER_FAILED), (replace(Settings(), gpu="off"), "")):
        model, trouble = open_chosen(paths, settings, card)
        model.close()
        assert (trouble, model.placement.layers) == (told, 0)
    GpuTrial(paths.gpu_trial).forget()
    model, trouble = open_chosen(paths, Settings(), card)
    model.close()
    assert trouble == ""
    assert not paths.gpu_trial.exists()


def test_the_worker_tells_where_it_computes_and_what_went_wrong(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data").create()
    paths.gpu_trial.touch()
    with ChildProcess(["-m", "desktop_app.workers.inference", "--data", str(paths.root)], tmp_path / "log") as worker:
        events = list(worker.ask(LoadModel(worker.next_id()), total=120))
    loaded = next(event for event in events if isinstance(event, ModelLoaded))
    assert (loaded.gpu, loaded.gpu_layers, loaded.layers) == ("", 0, 31)
    assert [event.text for event in events if isinstance(event, NoticeGiven)] == [DRIVER_FAILED]
