"""Comparisons put together: the person's models and library answer, the store remembers, the evaluation judges.

Used by the command line; knows nothing of how results are shown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from desktop_app import __version__
from desktop_app.adapter_list import AdapterList
from desktop_app.answering.evidence import says_not_there
from desktop_app.domain import AdapterUse, Answer, Approach, ModelCard, Scope
from desktop_app.errors import AdapterUnknown, DataUnwritable
from desktop_app.evaluation.advice import Seen
from desktop_app.evaluation.comparison import Result, compare
from desktop_app.evaluation.metrics import FROM_DOCUMENTS, judge
from desktop_app.evaluation.question_set import QuestionSet
from desktop_app.evaluation.report import as_csv, as_markdown, require_export
from desktop_app.evaluation.runs import Change, compare_runs, describe
from desktop_app.evaluation.summary import Summary, summarise
from desktop_app.evaluation.verdict import judge_approaches
from desktop_app.paths import DataPaths
from desktop_app.questions import Question, Way
from desktop_app.settings import Settings
from desktop_app.store.comparisons import Comparison, Comparisons
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers.asking import Asking
from desktop_app.workers.conditions import what_changed, write_conditions
from desktop_app.workers.drafting import draft_from_library
from desktop_app.workers.observing import observe
from desktop_app.workers.wire import from_json

WITH_ADAPTER = frozenset({Approach.ADAPTER, Approach.BOTH})


class Comparing:
    """Runs comparisons with one person's `asking`, which stays the caller's. Use from one thread."""

    def __init__(self, paths: DataPaths, settings: Callable[[], Settings], asking: Asking) -> None:
        self._paths = paths
        self._settings = settings
        self._asking = asking
        self.store = open_comparisons(paths)

    def ways(
        self, approaches: Sequence[Approach], model: str, adapters: Sequence[AdapterUse], scope: Scope
    ) -> Sequence[Way]:
        """Return each approach with all that its answers hang on; the model is loaded by this.

        Raises what finding the model and the adapters raises, before any question is asked.
        """
        loaded, _ = self._asking.models.load(model)
        chosen = self._adapters(adapters) if WITH_ADAPTER & set(approaches) else ()
        if FROM_DOCUMENTS & set(approaches):
            self._asking.warm_up()
        return [self._way(approach, loaded.card, chosen, scope) for approach in approaches]

    def begin(self, questions: QuestionSet, ways: Sequence[Way], *, again: bool) -> Comparison:
        return self.store.begin(questions.name, questions.path, questions.questions, ways, again=again)

    def run(self, comparison: Comparison, model: str, is_cancelled: Callable[[], bool]) -> Iterator[Result]:
        """Yield each result, what was answered before among them; nothing is asked twice."""
        asked, kept = _Asked(self._asking, model), _Kept(self.store, comparison)
        yield from compare(comparison.questions, comparison.ways, asked, kept, is_cancelled)

    def find_known(self, comparison: Comparison) -> None:
        """Take over all answers that were given before, without asking."""
        for question in comparison.questions:
            for way in comparison.ways:
                self.store.find_answer(comparison, question, way)

    def answer_next(self, comparison: Comparison, is_cancelled: Callable[[], bool]) -> Result | None:
        """Answer the first question that is open; None where none is, or where it was stopped."""
        answered = self.store.answered(comparison)
        asked, kept = _Asked(self._asking, comparison.ways[0].model), _Kept(self.store, comparison)
        for question in comparison.questions:
            for way in comparison.ways:
                if (question.id, way.key) not in answered:
                    return next(compare([question], [way], asked, kept, is_cancelled), None)
        return None

    def draft(
        self, count: int, model: str, scope: Scope, seed: int, is_cancelled: Callable[[], bool]
    ) -> Iterator[Question | None]:
        """Yield questions drafted from the documents, and None for each try that came to nothing."""
        return draft_from_library(
            self._paths, self._asking, count, scope, model=model, seed=seed, is_cancelled=is_cancelled
        )

    def observe(self, approved: int) -> Seen:
        """Return what can be seen of library and machine."""
        return observe(self._paths, approved)

    def close(self) -> None:
        self.store.close()

    def _adapters(self, asked: Sequence[AdapterUse]) -> Sequence[tuple[AdapterUse, str]]:
        """Return the adapters by their listed names, each with what tells its file from others."""
        listed = AdapterList.of(self._paths)
        named = [use for use in asked if use.name]
        if not named:
            known = [card for card in listed.list() if not listed.is_shipped(card)] or listed.list()
            if not known:
                raise AdapterUnknown(
                    "There is no adapter to compare with; add one with `carrel adapter add FILE`,"
                    " or compare the approaches model and documents."
                )
            if len(known) > 1:
                names = ", ".join(card.name for card in known)
                raise AdapterUnknown(f"Name the adapter to compare with --adapter: {names}.")
            named = [AdapterUse(known[0].name, asked[0].strength if asked else 1.0)]
        return [_resolved(listed, use) for use in named]

    def _way(self, approach: Approach, card: ModelCard, chosen: Sequence[tuple[AdapterUse, str]], scope: Scope) -> Way:
        settings = self._settings()
        always = (__version__, card.sha256 or _file_key(Path(card.path)), f"{settings.answer_tokens} tokens")
        used = tuple(chosen) if approach in WITH_ADAPTER else ()
        documents: Sequence[str] = ()
        if approach in FROM_DOCUMENTS:
            passages = f"{settings.passages_per_answer} passages"
            documents = (self._asking.embedder.identity(), passages, _library_key(self._paths.library, scope))
        conditions = write_conditions(always, [key for _, key in used], documents)
        paths = tuple(scope.paths) if approach in FROM_DOCUMENTS else ()
        return Way(approach, card.name, tuple(use for use, _ in used), conditions, paths)


def open_comparisons(paths: DataPaths) -> Comparisons:
    """Open the person's comparisons; raises a StoreError."""
    return Comparisons.open(paths.comparisons, from_json)


def kept_results(store: Comparisons, comparison: Comparison) -> Sequence[Result]:
    """Return what was answered of a comparison, judged by today's measures."""
    answers = store.answers(comparison)
    return [
        Result(question, way, answer, judge(question, answer))
        for question in comparison.questions
        for way in comparison.ways
        if (answer := answers.get((question.id, way.key))) is not None
    ]


def votes_for(store: Comparisons, comparison: Comparison) -> Mapping[Approach, int]:
    """Return how often each approach was preferred in blind votes; none where nobody voted."""
    cast = store.votes(comparison)
    return {way.approach: sum(key == way.key for key in cast.values()) for way in comparison.ways} if cast else {}


def since(store: Comparisons, earlier: Comparison, later: Comparison) -> tuple[str, list[Change]]:
    """Return what changed between two runs and what came of it, as a paragraph and in figures."""
    changes = compare_runs(kept_results(store, earlier), kept_results(store, later))
    found = what_changed(earlier.ways, later.ways)
    opening = (
        f"Since {_day(earlier.created)} {_listed(found)} changed." if found else "Nothing else changed between them."
    )
    return f"{opening} {describe(changes)}", changes


def summary_as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Return the figures of each approach, shares from 0 to 1, and the verdict."""
    return {
        "approaches": {summary.approach.value: _figures(summary) for summary in summarise(results)},
        "verdict": judge_approaches(results).text,
    }


def export_results(
    file: Path, comparison: Comparison, results: Sequence[Result], votes: Mapping[Approach, int] | None = None
) -> None:
    """Replace the file in one step, as CSV or Markdown by its name; raises BadInput and DataUnwritable."""
    require_export(file)
    is_csv = file.suffix.lower() == ".csv"
    text = as_csv(results) if is_csv else as_markdown(comparison.name, comparison.created, results, votes)
    partial = file.with_name(f".{file.name}.partial")
    try:
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        partial.write_text(text, encoding="utf-8-sig" if is_csv else "utf-8", newline="")
        partial.replace(file)
    except OSError as error:
        raise DataUnwritable(f"{file} can't be written ({error.strerror}); choose another place for it.") from error


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """Return what a comparison was about, and what came of it where it is finished."""
    first = comparison.ways[0]
    adapters = {f"{use.name} ×{use.strength:g}": use for way in comparison.ways for use in way.adapters}
    return {
        "comparison": comparison.id,
        "set": comparison.name,
        "path": comparison.path,
        "questions": len(comparison.questions),
        "model": first.model,
        "adapters": list(adapters),
        "date": datetime.fromtimestamp(comparison.created).astimezone().isoformat(timespec="seconds"),
        "finished": comparison.finished is not None,
        "approaches": {},
        "verdict": "",
        **comparison.summary,
    }


class _Asked:
    """`Asking`, as a comparison knows it."""

    def __init__(self, asking: Asking, model: str) -> None:
        self._asking = asking
        self._model = model

    def answer(self, question: str, way: Way, is_cancelled: Callable[[], bool]) -> Answer:
        for event in self._asking.answer(
            question,
            approach=way.approach,
            model=self._model,
            adapters=way.adapters,
            scope=Scope(way.scope),
            is_cancelled=is_cancelled,
        ):
            if isinstance(event, Answer):
                # Without documents nobody decides whether it is a refusal; saying so counts as one.
                return replace(event, refused=event.refused or says_not_there(event.text))
        raise AssertionError("an answer always ends with the answer")


class _Kept:
    """One comparison's answers in the store."""

    def __init__(self, store: Comparisons, comparison: Comparison) -> None:
        self._store = store
        self._comparison = comparison

    def find(self, question: Question, way: Way) -> Answer | None:
        return self._store.find_answer(self._comparison, question, way)

    def keep(self, question: Question, way: Way, answer: Answer) -> None:
        self._store.keep_answer(self._comparison, question, way, answer)


def _figures(summary: Summary) -> Mapping[str, Any]:
    figures = {name: _rounded(value) for name, value in asdict(summary).items()}
    del figures["approach"]
    times = {"first_token": figures.pop("first_token_ms"), "total": figures.pop("total_ms")}
    return {**figures, "milliseconds": times}


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def _resolved(listed: AdapterList, use: AdapterUse) -> tuple[AdapterUse, str]:
    """Return the adapter by its listed name, and its file; a path may also name a file that was never added."""
    try:
        card = listed.find(use.name)
    except AdapterUnknown:
        file = Path(use.name).absolute()
        if not file.is_file():
            raise
        return AdapterUse(str(file), use.strength), _file_key(file)
    return AdapterUse(card.name, use.strength), _file_key(Path(card.path))


def _file_key(file: Path) -> str:
    """Tell a file from what stood there before, without reading gigabytes."""
    try:
        facts = file.stat()
    except OSError:
        return str(file)
    return f"{file} {facts.st_size} {facts.st_mtime_ns}"


def _library_key(library: Path, scope: Scope) -> str:
    """Tell by one short text whether the documents asked about are still the same."""
    reader = LibraryReader(library)
    try:
        documents = [(row.path, row.modified, row.bytes, row.chunks, row.state.value) for row in reader.documents()]
    finally:
        reader.close()
    return sha256(repr((sorted(scope.paths), documents)).encode()).hexdigest()
