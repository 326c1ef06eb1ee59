"""What can be wrong with one file. Everyone takes these from errors.py, which has the tree."""

from desktop_app.expected_error import CarrelError


class DocumentError(CarrelError):
    """This file could not be read."""

    code = "document"


class UnsupportedFormat(DocumentError):
    """Carrel can't read this kind of file; save it as PDF, DOCX or text and it will be picked up."""

    code = "document.unsupported"


class DamagedDocument(DocumentError):
    """The file is damaged: it ends in the middle or its parts contradict each other; replace it with a good copy."""

    code = "document.damaged"


class EncryptedDocument(DocumentError):
    """The file is protected by a password; save a copy without the password to make it searchable."""

    code = "document.encrypted"


class EmptyDocument(DocumentError):
    """The file is empty; it will be read once it holds something."""

    code = "document.empty"


class NoText(DocumentError):
    """There is no text in this file; words that it shows are pictures: save it as PDF, and they will be recognised."""

    code = "document.no_text"


class NothingRecognised(DocumentError):
    """No words could be recognised in this file's pictures; replace it with a clearer scan, or leave it out."""

    code = "document.nothing_recognised"


class DocumentTooLarge(DocumentError):
    """The file is larger than Carrel reads; split it or leave it out."""

    code = "document.too_large"


class DocumentUnreadable(DocumentError):
    """Carrel may not read this file; change its permissions and read it again."""

    code = "document.permission"


class DocumentGone(DocumentError):
    """The file went away while it was being read; it will be looked for again."""

    code = "document.gone"


class DocumentTimedOut(DocumentError):
    """Reading the file took too long and was stopped; leave it out, or save it in a simpler form."""

    code = "document.timeout"


class DocumentCrashed(DocumentError):
    """Reading the file crashed the reader twice, so it is left alone until it changes; replace it with a good copy."""

    code = "document.crashed"
