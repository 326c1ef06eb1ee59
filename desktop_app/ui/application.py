"""From the command line to an open window, and back out with nothing left running."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from filelock import Timeout
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QSplashScreen

from desktop_app import sealed
from desktop_app.catalogue import ModelCatalogue
from desktop_app.crash_trace import CrashTrace
from desktop_app.errors import CarrelError, LibraryBusy, WeightsMissing
from desktop_app.folders import WatchedFolders
from desktop_app.locked import is_locked
from desktop_app.logs import log_to_file
from desktop_app.paths import DataPaths
from desktop_app.resources import resource_path
from desktop_app.store.database import close_databases
from desktop_app.store.library_reader import LibraryReader
from desktop_app.ui.adapters.left_trainings import left_trainings
from desktop_app.ui.bug_reporter import BugReporter
from desktop_app.ui.context import WindowContext
from desktop_app.ui.crash_report import offer_report
from desktop_app.ui.icons import app_icon
from desktop_app.ui.notices import Notices
from desktop_app.ui.opened_files import OpenedFiles
from desktop_app.ui.passphrase import ask_passphrase
from desktop_app.ui.reopening import Reopening
from desktop_app.ui.settings_holder import SettingsHolder
from desktop_app.ui.single_instance import SingleInstance
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.tray import Tray
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.window import MainWindow
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.weights import models_folder, starter_model
from desktop_app.worker_command import worker_command
from desktop_app.workers.seal_protocol import key_message

INFERENCE_SILENCE_S = 300.0  # a large model from a slow disk is silent for minutes
PARSER_SILENCE_S = 30.0
INDEXING_SILENCE_S = 1800.0  # one document of many thousand pages may take the parser that long


def run(paths: DataPaths, arguments: Sequence[str] = (), files: Sequence[Path] = (), *, is_hidden: bool = False) -> int:
    """Open the window on a data folder, as if `files` were dropped on it; return the exit status when it is closed.

    `arguments` go to Qt. Where a window is open on this folder already, that one is raised and takes the files.
    One that starts hidden stands in the tray, where the person wants that, else it is minimised.
    """
    sealed.close_network(window=True)
    app = QApplication(["carrel", *arguments])
    sealed.close_kernel(window=True)  # where it had to wait for the connection to the screen
    app.setApplicationName("Carrel")
    app.setDesktopFileName("app.carrel.Carrel")
    app.setWindowIcon(app_icon())
    instance = SingleInstance(paths.root, app)
    try:
        paths.create()
        is_first = instance.claim(files)
    except CarrelError as error:
        return _refuse(error)
    if not is_first:
        return 0
    log_to_file(paths, "window")
    try:
        if is_locked(paths.root) and not ask_passphrase(paths.root):
            return 1
        while True:
            status, reopening = _open(app, paths, instance, files, is_hidden)
            if reopening.task is None:
                return status
            reopen_after(reopening)
            files, is_hidden = (), False
            instance.listen()
    finally:
        instance.release()


def reopen_after(reopening: Reopening) -> None:
    """Do what needs every database closed, and say where it did not work."""
    assert reopening.task is not None
    close_databases()
    meanwhile = QSplashScreen()
    meanwhile.resize(460, 90)
    meanwhile.show()
    meanwhile.showMessage(f"{reopening.about}\nCarrel opens again in a moment.", Qt.AlignmentFlag.AlignCenter)
    QApplication.sendPostedEvents()
    try:
        reopening.task()
    except (CarrelError, Timeout) as error:
        told = str(error) if isinstance(error, CarrelError) else str(LibraryBusy())
        QMessageBox.warning(None, "Carrel", told)
    finally:
        meanwhile.close()


def _open(
    app: QApplication, paths: DataPaths, instance: SingleInstance, files: Sequence[Path], is_hidden: bool
) -> tuple[int, Reopening]:
    """Return the exit status of a window once it is closed, and what is to be done before it opens again."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends the window; its workers see their stdin close
    trace = CrashTrace(paths.logs)
    trace.begin()
    context = make_context(app, paths)
    sys.excepthook = BugReporter(context.notices)
    try:
        add_samples(context)
        window = MainWindow(context)
    except CarrelError as error:
        return _refuse(error), context.reopening
    tray = Tray(app_icon(), context.settings, window)
    tray.window_asked.connect(window.come_forward)
    tray.end_asked.connect(window.end)
    window.may_hide = lambda: tray.is_there
    context.reopening.asked.connect(window.end)
    workers = (context.indexing, context.inference, context.parser)
    all_workers = (*workers, context.training)
    instance.raise_asked.connect(window.come_forward)
    window.closed.connect(app.quit)
    opened = OpenedFiles(window)
    opened.opened.connect(window.take_files)
    if sys.platform == "darwin":
        app.installEventFilter(opened)
    show_first(window, tray, is_hidden=is_hidden)
    _offer_left_training(context, window)
    offer_report(trace.report, paths.logs, context.notices, window)
    # After the first paint: starting three interpreters takes the processor for a while.
    QTimer.singleShot(0, window, lambda: _start(workers))
    if files:
        QTimer.singleShot(0, window, lambda: window.take_files(list(files)))
    status = app.exec()
    trace.end()
    window.hide()
    tray.remove()
    instance.stop_listening()
    for worker in all_workers:
        worker.say_goodbye()
    for worker in all_workers:
        worker.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return status, context.reopening


def show_first(window: MainWindow, tray: Tray, *, is_hidden: bool) -> None:
    """Show the window, or where it is to start hidden, the tray's icon alone or the window minimised."""
    if not is_hidden:
        window.show()
    elif not tray.is_there:
        window.showMinimized()


def _offer_left_training(context: WindowContext, window: MainWindow) -> None:
    """Say that a training was left, say by a reboot, and offer to show it."""
    left = left_trainings(context.paths.training)
    if left:
        context.notices.tell(
            f"The training of “{left[0].name}” is not finished; it can go on in Adapters.",
            action="Show",
            act=lambda: window.show_view("adapters"),
        )


def make_context(app: QApplication, paths: DataPaths) -> WindowContext:
    """Return the parts of a window on a data folder, its workers not started."""
    settings = SettingsHolder(paths.settings, app)
    theme = ThemeHolder(app, settings.current.appearance)
    settings.changed.connect(lambda changed: theme.apply(changed.appearance))
    return WindowContext(
        paths=paths,
        settings=settings,
        theme=theme,
        notices=Notices(app),
        folders=WatchedFolders(paths.folders),
        library=LibraryReader(paths.library),
        models=ModelCatalogue(paths.models, _starter()),
        indexing=_worker("indexing", paths, "--data", str(paths.root), hang_after=INDEXING_SILENCE_S),
        inference=_worker("inference", paths, "--data", str(paths.root), hang_after=INFERENCE_SILENCE_S),
        parser=_worker("parser", paths, hang_after=PARSER_SILENCE_S),
        training=_worker("training", paths, "--data", str(paths.root)),
    )


def add_samples(context: WindowContext) -> None:
    """Watch the sample library at the very first start; who removed it does not get it again."""
    samples = resource_path("samples/documents")
    if samples.is_dir() and not context.paths.folders.exists() and not context.paths.library.exists():
        context.folders.add(samples, sample=True)


def _starter() -> Path:
    """Return where the starter model is; a place that does not exist where it is not there in full."""
    try:
        return starter_model()
    except WeightsMissing:
        return models_folder() / "starter.missing"


def _start(workers: Sequence[WorkerProcess]) -> None:
    for worker in workers:
        worker.start()


def _worker(role: str, paths: DataPaths, *arguments: str, hang_after: float | None = None) -> WorkerProcess:
    command = worker_command(["-m", f"desktop_app.workers.{role}", *arguments])
    return WorkerProcess(
        role,
        command,
        paths.logs / f"{role}-output.log",
        hang_after=hang_after,
        greeting=(lambda: key_message(paths.root)) if "--data" in arguments else lambda: None,
        parent=QApplication.instance(),
    )


def _refuse(error: CarrelError) -> int:
    """Say why there is no window, on the terminal and, where there is a screen, in a box."""
    sys.stderr.write(f"{error}\n")
    if QGuiApplication.platformName() not in ("offscreen", "minimal"):
        QMessageBox.critical(None, "Carrel", plainly(str(error)))
    return 1
