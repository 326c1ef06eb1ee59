"""The inference worker's answers to requests about comparisons: one question a request, so that
the person's own questions find their place between them."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from desktop_app.domain import AdapterUse, Approach, Scope
from desktop_app.errors import BadInput
from desktop_app.evaluation.advice import Changes, Needs, Pace, Wish, advise
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.question_set import read_question_set
from desktop_app.evaluation.report import figures, mark_of
from desktop_app.evaluation.runs import as_rows
from desktop_app.evaluation.summary import summarise
from desktop_app.evaluation.verdict import NAMES, judge_approaches
from desktop_app.questions import Question
from desktop_app.store.comparisons import Comparison
from desktop_app.workers.comparing import (
    Comparing,
    comparison_as_json,
    export_results,
    kept_results,
    since,
    summary_as_json,
    votes_for,
)
from desktop_app.workers.comparison_protocol import (
    AdviceGiven,
    AskAdvice,
    BeginComparison,
    CompareNext,
    CompareRuns,
    ComparisonRead,
    ComparisonsListed,
    DeleteComparison,
    DraftNext,
    DraftQuestions,
    ExportComparison,
    ListComparisons,
    QuestionCompared,
    QuestionDrafted,
    ReadComparison,
    RunsCompared,
    VoteOnAnswers,
)
from desktop_app.workers.protocol import Message
from desktop_app.workers.serve import IsCancelled
from desktop_app.workers.wire import to_json

COMPARISON_REQUESTS = (
    ListComparisons, ReadComparison, BeginComparison, CompareNext, ExportComparison, DeleteComparison, VoteOnAnswers,
    CompareRuns, DraftQuestions, DraftNext, AskAdvice,
)  # fmt: skip


class ComparisonRequests:
    """Answers COMPARISON_REQUESTS with what `open_comparing` opens at the first of them."""

    def __init__(self, open_comparing: Callable[[], Comparing]) -> None:
        self._open = open_comparing
        self._opened: Comparing | None = None
        self._drafts: Iterator[Question | None] = iter(())
        self._tried = 0
        self._is_cancelled: IsCancelled = lambda: False

    @property
    def _comparing(self) -> Comparing:
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def handle(self, request: Message, is_cancelled: IsCancelled) -> Iterator[Message]:
        """Yield the events that answer `request`."""
        self._is_cancelled = is_cancelled
        store = self._comparing.store
        match request:
            case ListComparisons(request_id=id_):
                yield ComparisonsListed(id_, [comparison_as_json(comparison) for comparison in store.list()])
            case ReadComparison(request_id=id_, comparison=number):
                yield self._read(id_, store.find(number))
            case BeginComparison():
                yield self._begin(request)
            case CompareNext(request_id=id_, comparison=number):
                yield from self._next(id_, store.find(number), is_cancelled)
            case ExportComparison(comparison=number, path=path):
                comparison = store.find(number)
                export_results(Path(path), comparison, kept_results(store, comparison), votes_for(store, comparison))
            case DeleteComparison(comparison=number):
                store.delete(store.find(number).id)
            case VoteOnAnswers(request_id=id_, comparison=number):
                self._vote(request)
                yield self._read(id_, store.find(number))
            case CompareRuns(request_id=id_, comparison=number, earlier=other):
                text, changes = since(store, store.find(other), store.find(number))
                yield RunsCompared(id_, number, other, text, as_rows(changes))
            case DraftQuestions(count=count, model=model, scope=scope, seed=seed):
                self._tried = 0
                self._drafts = self._comparing.draft(
                    count, model, Scope(tuple(scope or ())), seed, lambda: self._is_cancelled()
                )
            case AskAdvice():
                yield self._advise(request)
            case DraftNext(request_id=id_):
                for question in itertools.islice(self._drafts, 1):
                    self._tried += 1
                    yield QuestionDrafted(id_, None if question is None else to_json(question), self._tried)
            case _:
                raise BadInput

    def _begin(self, request: BeginComparison) -> ComparisonRead:
        questions = read_question_set(Path(request.path))
        approaches = [Approach(name) for name in request.approaches]
        if not approaches:
            raise BadInput("Choose at least one approach to compare.")
        adapters = [AdapterUse(request.adapter, request.strength)]
        ways = self._comparing.ways(approaches, request.model, adapters, Scope(tuple(request.scope or ())))
        comparison = self._comparing.begin(questions, ways, again=request.again)
        self._comparing.find_known(comparison)
        return self._read(request.request_id, comparison)

    def _next(self, request_id: int, comparison: Comparison, is_cancelled: IsCancelled) -> Iterator[Message]:
        result = self._comparing.answer_next(comparison, is_cancelled)
        done = len(self._comparing.store.answered(comparison))
        total = len(comparison.questions) * len(comparison.ways)
        if result is not None:
            row, column = comparison.questions.index(result.question), comparison.ways.index(result.way)
            yield QuestionCompared(request_id, comparison.id, row, column, _cell(result), done, total)
        if done == total:
            results = kept_results(self._comparing.store, comparison)
            self._comparing.store.finish(comparison, summary_as_json(results))
            yield self._read(request_id, comparison)

    def _advise(self, asked: AskAdvice) -> AdviceGiven:
        needs = Needs(Changes(asked.changes), Wish(asked.wish), max(0, asked.examples), asked.sources, Pace(asked.pace))
        seen = self._comparing.observe(asked.approved)
        advice = advise(needs, seen)
        steps = [step.value for step in advice.steps]
        return AdviceGiven(
            asked.request_id, advice.approach.value, list(advice.reasons), list(advice.doubts), steps, asdict(seen)
        )

    def _vote(self, request: VoteOnAnswers) -> None:
        store = self._comparing.store
        comparison = store.find(request.comparison)
        question = comparison.questions[request.row]
        if request.column is None:
            store.take_back_vote(comparison, question)
        else:
            store.vote(comparison, question, comparison.ways[request.column] if request.column >= 0 else None)

    def _read(self, request_id: int, comparison: Comparison) -> ComparisonRead:
        results = kept_results(self._comparing.store, comparison)
        approaches = [way.approach for way in comparison.ways]
        cells = {(result.question.id, result.way.key): _cell(result) for result in results}
        summaries = {summary.approach: summary for summary in summarise(results)}
        is_whole = len(summaries) == len(approaches)
        uses = [use for way in comparison.ways for use in way.adapters]
        votes = votes_for(self._comparing.store, comparison)
        total = len(comparison.questions) * len(comparison.ways)
        return ComparisonRead(
            request_id,
            comparison=comparison.id,
            name=comparison.name,
            path=comparison.path,
            done=len(results),
            total=total,
            verdict=judge_approaches(results).text if len(results) == total else "",
            approaches=[approach.value for approach in approaches],
            columns=[NAMES[approach] for approach in approaches],
            rows=[
                {"question": question.text, "cells": [cells.get((question.id, way.key)) for way in comparison.ways]}
                for question in comparison.questions
            ],
            figures=[[label, *values] for label, values in figures([summaries[a] for a in approaches], votes)]
            if is_whole
            else [],
            votes=self._votes(comparison),
            earlier=[{"comparison": run.id, "label": _label(run)} for run in self._comparing.store.runs(comparison)],
            adapter=uses[0].name if uses else "",
            strength=uses[0].strength if uses else 1.0,
            scope=next((list(way.scope) for way in comparison.ways if way.scope), []),
        )

    def _votes(self, comparison: Comparison) -> list[int | None]:
        cast, columns = self._comparing.store.votes(comparison), {way.key: n for n, way in enumerate(comparison.ways)}
        return [columns.get(cast[q.id], -1) if q.id in cast else None for q in comparison.questions]


def _label(run: Comparison) -> str:
    listed = comparison_as_json(run)
    how = ", ".join([listed["model"], *listed["adapters"]])
    return f"{listed['date'][:16].replace('T', ' ')}, {how}"


def _cell(result: Result) -> dict[str, str]:
    return {"text": result.answer.text, "mark": mark_of(result)}
