"""Everything that can go wrong without being our bug.

* CarrelError
  x DocumentError          one file could not be read; stands on its row in the library
    + UnsupportedFormat, DamagedDocument, EncryptedDocument, EmptyDocument, NoText,
      NothingRecognised, DocumentTooLarge, DocumentUnreadable, DocumentGone, DocumentTimedOut, DocumentCrashed
  x ReadingInterrupted
  x FolderError            FolderMissing, FolderNotWatched, FolderNotRemoved
  x StoreError             LibraryTooNew, LibraryBusy, LibraryDamaged, ConversationsTooNew,
                           ConversationsDamaged, ComparisonsTooNew, ComparisonsDamaged, DiskFull,
                           DataUnwritable, DataLocked, PassphraseWrong, LockDamaged
  x ModelError             ModelMissing, ModelDamaged, NoChatTemplate, ModelTooLarge,
                           ModelUnsupported, ModelUnknown, EmbedderUnusable
  x AdapterError           AdapterMissing, AdapterDamaged, AdapterMismatch, AdapterUnsupported,
                           AdapterUnknown, NotAnAdapter
  x TrainingError          TrainingOutOfMemory, TrainingDiverged, TrainingUnfaithful, TrainingBusy,
                           CheckpointDamaged
  x QuestionError          QuestionEmpty, QuestionTooLong
  x WorkerError            WorkerCrashed, WorkerTimedOut
  x WeightsMissing, TrainingPackMissing, ConnectionRefusedBySeal, BadInput

`code` crosses process boundaries; the docstring is the sentence that a person reads, and
says what to do. Any other exception is a bug: it is logged with its traceback and never
shown as text.
"""

from desktop_app.document_errors import DamagedDocument as DamagedDocument
from desktop_app.document_errors import DocumentCrashed as DocumentCrashed
from desktop_app.document_errors import DocumentError as DocumentError
from desktop_app.document_errors import DocumentGone as DocumentGone
from desktop_app.document_errors import DocumentTimedOut as DocumentTimedOut
from desktop_app.document_errors import DocumentTooLarge as DocumentTooLarge
from desktop_app.document_errors import DocumentUnreadable as DocumentUnreadable
from desktop_app.document_errors import EmptyDocument as EmptyDocument
from desktop_app.document_errors import EncryptedDocument as EncryptedDocument
from desktop_app.document_errors import NoText as NoText
from desktop_app.document_errors import NothingRecognised as NothingRecognised
from desktop_app.document_errors import UnsupportedFormat as UnsupportedFormat
from desktop_app.expected_error import CarrelError as CarrelError


class ReadingInterrupted(CarrelError):
    """Reading was interrupted because indexing was paused; it begins again when that goes on."""

    code = "reading.interrupted"


class FolderError(CarrelError):
    """This folder can't be watched."""

    code = "folder"


class FolderMissing(FolderError):
    """There is no such file or folder; check the path."""

    code = "folder.missing"


class FolderNotWatched(FolderError):
    """This folder is not watched, so it can't be removed; `carrel folder list` shows those that are."""

    code = "folder.not_watched"


class FolderNotRemoved(FolderError):
    """No folder of that path was removed in the last 30 days; `carrel folder list --removed` shows those that were."""

    code = "folder.not_removed"


class StoreError(CarrelError):
    """The library could not be opened."""

    code = "store"


class LibraryTooNew(StoreError):
    """This library was written by a newer version of Carrel; install that version, or choose another data folder."""

    code = "store.too_new"


class LibraryBusy(StoreError):
    """Another Carrel is bringing this library up to date; wait for it, or close its window."""

    code = "store.busy"


class LibraryDamaged(StoreError):
    """The library is damaged; it is set aside and built again from your files, which are untouched."""

    code = "store.damaged"


class ConversationsTooNew(StoreError):
    """Your conversations were written by a newer version of Carrel; install that version to read them."""

    code = "conversations.too_new"


class ConversationsDamaged(StoreError):
    """The file of your conversations is damaged; put a copy of conversations.db back, or move it away to start anew."""

    code = "conversations.damaged"


class ComparisonsTooNew(StoreError):
    """Your comparisons were written by a newer version of Carrel; install that version to read them."""

    code = "comparisons.too_new"


class ComparisonsDamaged(StoreError):
    """The file of your comparisons is damaged; put a copy of comparisons.db back, or move it away to start anew."""

    code = "comparisons.damaged"


class DiskFull(StoreError):
    """The disk is full; nothing is lost, and indexing goes on once there is room again."""

    code = "store.disk_full"


class DataUnwritable(StoreError):
    """Carrel can't write to its data folder; change its permissions, or name another one with --data."""

    code = "store.unwritable"


class ModelError(CarrelError):
    """This model can't be used."""

    code = "model"


class ModelMissing(ModelError):
    """The model's file is not where it was; put it back, or choose another model."""

    code = "model.missing"


class ModelDamaged(ModelError):
    """The file is not a whole GGUF model: it is cut off or damaged; copy or download it again."""

    code = "model.damaged"


class NoChatTemplate(ModelError):
    """This model has no chat template, so it can't hold a conversation; choose an instruct or chat version of it."""

    code = "model.no_chat_template"


class ModelTooLarge(ModelError):
    """This model needs more memory than the machine has free; choose a smaller model or a stronger quantisation."""

    code = "model.too_large"


class ModelUnsupported(ModelError):
    """llama.cpp does not know this kind of model; choose another one or a newer Carrel."""

    code = "model.unsupported"


class ModelUnknown(ModelError):
    """There is no model of that name; `carrel model list` shows those there are."""

    code = "model.unknown"


class EmbedderUnusable(ModelError):
    """This folder does not hold a sentence-transformers model; choose one with modules.json and its weights."""

    code = "embedder.unusable"


class RerankerUnusable(ModelError):
    """This folder does not hold a cross-encoder; choose one with config.json and its weights."""

    code = "reranker.unusable"


class ReaderUnusable(ModelError):
    """The reader that comes with Carrel is missing or damaged; install Carrel again to have it."""

    code = "reader.unusable"


class AdapterError(CarrelError):
    """This adapter can't be used."""

    code = "adapter"


class AdapterMissing(AdapterError):
    """The adapter's file is not where it was; put it back, or take the adapter off the list."""

    code = "adapter.missing"


class AdapterDamaged(AdapterError):
    """The file is not a whole LoRA adapter: it is cut off or damaged; copy or download it again."""

    code = "adapter.damaged"


class AdapterMismatch(AdapterError):
    """This adapter was made for another model; choose that model, or another adapter."""

    code = "adapter.mismatch"


class AdapterUnsupported(AdapterError):
    """Carrel can't use this kind of adapter; choose a LoRA adapter that leaves the vocabulary alone."""

    code = "adapter.unsupported"


class NotAnAdapter(AdapterError):
    """This GGUF file is not an adapter; choose a LoRA adapter, or add it to the chat models if it is one."""

    code = "adapter.other"


class AdapterUnknown(AdapterError):
    """There is no adapter of that name; `carrel adapter list` shows those there are."""

    code = "adapter.unknown"


class TrainingError(CarrelError):
    """The adapter can't be trained."""

    code = "training"


class TrainingOutOfMemory(TrainingError):
    """There is too little memory to train this model; close other programs, train fewer layers or a smaller model."""

    code = "training.memory"


class TrainingDiverged(TrainingError):
    """The training lost its way: its numbers grew without end; train again with a lower learning rate."""

    code = "training.diverged"


class TrainingUnfaithful(TrainingError):
    """The exported adapter does not do in llama.cpp what was trained, so it is not offered; train another model."""

    code = "training.unfaithful"


class TrainingBusy(TrainingError):
    """Another adapter of that name is in training; wait for it, stop it, or choose another name."""

    code = "training.busy"


class CheckpointDamaged(TrainingError):
    """The checkpoint of this training can't be read; start it again from the beginning with --again."""

    code = "training.checkpoint"


class QuestionError(CarrelError):
    """This question can't be answered as it is."""

    code = "question"


class QuestionEmpty(QuestionError):
    """The question is empty; type what you want to know."""

    code = "question.empty"


class QuestionTooLong(QuestionError):
    """The question is longer than the model can read; shorten it."""

    code = "question.too_long"


class WorkerError(CarrelError):
    """A background process failed."""

    code = "worker"


class WorkerCrashed(WorkerError):
    """A background process stopped unexpectedly and was started again; try once more."""

    code = "worker.crashed"


class WorkerTimedOut(WorkerError):
    """A background process did not answer and was started again; try once more."""

    code = "worker.timeout"


class TrainingPackMissing(CarrelError):
    """This needs Carrel's training pack, which is not installed; install it, or put it beside Carrel's program."""

    code = "training-pack.missing"


class WeightsMissing(CarrelError):
    """The starter weights are not in models/; run `make weights`."""

    code = "weights.missing"


class DataLocked(StoreError):
    """Your library and conversations are locked with a passphrase; it is needed first."""

    code = "store.locked"


class PassphraseWrong(StoreError):
    """This is not the passphrase; nothing was changed. Try again."""

    code = "store.passphrase_wrong"


class LockDamaged(StoreError):
    """The file that keeps the lock is damaged; put it back from a copy of the data folder."""

    code = "store.lock_damaged"


class ConnectionRefusedBySeal(CarrelError):
    """Carrel is sealed: no part of it may open a connection."""

    code = "sealed"


class BadInput(CarrelError):
    """This input can't be used."""

    code = "input"


def error_from_code(code: str, message: str = "") -> CarrelError:
    """Rebuild the exception that another process reported, by its code alone."""
    for kind in all_errors():
        if kind.code == code:
            return kind(message or None)
    return CarrelError(message or None)


def all_errors(root: type[CarrelError] = CarrelError) -> list[type[CarrelError]]:
    """Return `root` and every class below it."""
    return [root, *(leaf for child in root.__subclasses__() for leaf in all_errors(child))]
