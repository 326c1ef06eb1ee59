"""Questions that only reading every document answers: list all, how many, compare.

"List all invoices with total and due date", "which letters mention asbestos", "how many of my
contracts renew automatically", "compare the rent in a.pdf and b.pdf". Told by plain patterns in
English, German, French and Spanish. An ordinary question is left alone: "how many days' notice"
and "which documents do I need for a passport" ask for one fact. To add a way of asking: one line
in `_LISTS`, `_STATEMENTS` or `_COMPARES`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.answering.document_nouns import ANY_DOCUMENT, DOCUMENTS
from desktop_app.answering.limits import Limit, read_limit
from desktop_app.terms import STOP_WORDS, content_terms, stop_words_of

MOST_WANTED = 6  # columns of one table
LABEL_LENGTH = 60  # characters of a column's heading


class Kind(StrEnum):
    LIST = "list"
    COUNT = "count"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is asked of each document; `label` heads its column.

    Where `is_statement`, the document says so or it does not, and the sentence that says it is the answer;
    otherwise a short value is, which must be within the `limit` if there is one.
    """

    label: str
    question: str
    is_statement: bool = False
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class EveryDocumentQuestion:
    """What is asked of which documents; `wanted` is empty where two are to be compared by whatever both tell.

    `subject` is what the documents are called ("unpaid invoices"), empty where any document is meant.
    """

    kind: Kind
    wanted: tuple[Wanted, ...]
    subject: str = ""


_ALL = (
    r"(?:(?:all|every|each|any)(?: of)?(?: the| my| our| these| those)?"
    r"|alle[rnm]?(?: meine[rn]?| unsere[rn]?| der| die| den)?|jede[rsmn]?|sämtliche[rn]?"
    r"|(?:tous|toutes)(?: les| mes| nos| ces)?|chaque|chacun[e]? d(?:es|e mes)"
    r"|(?:todos|todas)(?: los| las| mis| nuestros| nuestras)?|cada(?: uno de los| una de las)?)"
)
_LIST = (
    r"(?:please |bitte )?(?:(?:can|could) you )?"
    r"(?:list|show(?: me)?|name|find(?: me)?|give(?: me)?|enumerate|tell me|extract"
    r"|(?:make|give me) a (?:list|table) of|what (?:is|are)"
    r"|liste(?: mir)?|zeig(?:e)?(?: mir)?|nenn(?:e)?(?: mir)?|finde|gib mir|such(?:e)?(?: mir)?|was (?:ist|sind)"
    r"|wie lautet|wie lauten"
    r"|énumère[rz]?|montre[rz]?(?:-moi)?|donne[rz]?(?:-moi)?|trouve[rz]?|quels? sont|quelles? sont|quel(?:le)? est"
    r"|lista[r]?|enumera[r]?|muestra(?:me)?|muéstrame|dame|encuentra|cuáles son|cuál es)"
)
# Up to two words may stand before the noun, if they can be adjectives ("all unpaid gas bills").
_NO_ADJECTIVE = (
    r"(?:of|in|for|from|and|with|the|a|an|is|are|do|does|did|to|or|der|die|das|und|von|le|la|les|de|et|el|los|las|y)"
)
_SUBJECT = rf"(?P<subject>(?:(?!{_NO_ADJECTIVE}\b)[\w'’-]+ ){{0,2}}?{DOCUMENTS})"
_WITH = (
    r"(?:,? (?:with|including|and|together with|along with|plus|by)|:|,? (?:mit|samt|und|nebst)|,? (?:avec|et)"
    r"|,? (?:con|y|junto con))"
)
_IN = r"(?:in|of|from|for|per|on|across|within|aus|von|für|auf|bei|pro|de|d'|dans|pour|sur|en|por)"
_ABOUT = (
    r"(?:that|which|about|mentioning|containing|concerning|regarding|signed|from|by|with|die|das|der|über|von|mit"
    r"|qui|où|sur|mentionnant|contenant|que|sobre|donde)"
)
_SAYS = (
    r"(?:mention|contain|talk|speak|deal|discuss|refer|include|state|say|cover|concern|describe|have|hold|has"
    r"|are (?!there\b|needed|required|necessary|called|used|available)|is signed|expire|end|renew|exceed|cost|use"
    r"|require|allow|name"
    r"|erwähn|enthalt|enthält|handeln|handelt|sprech|nenn|sind|hab|hat|verweis|beschreib|betreff|laufen|verlänger"
    r"|mentionne|contien|parle|cite|traite|concern|évoque|ont|sont|indique"
    r"|menciona|contien|habla|trata|cita|incluye|indica|tien|son|están)\w*"
)
_HOW_MANY = r"(?:how many|wie ?viele|combien (?:de|d')|cuánt[oa]s)"
_OF_THE = (
    r"(?: ?(?:of (?:the|my|our|these|those)|der|meiner|unserer|von (?:den|meinen)|des|mes|de (?:mes|los|las|mis)))?"
)
_ARE_THERE = (
    r"(?: (?:are there|do (?:i|we) have|gibt es|hab(?:e|en) (?:ich|wir)|y a-t-il|ai-je|avons-nous|hay|tengo"
    r"|tenemos))?"
)
_NEEDS = re.compile(
    r"\b(?:do i|i need|do we|we need|needed|required|must i|should i|necessary|to apply|brauche|benötig|nötig"
    r"|faut|nécessaire|besoin|necesit|hace falta)",
    re.IGNORECASE,
)
# What is longer, older or earlier than something is not told by the words of a sentence.
_MEASURED = re.compile(
    r"\b(?:\w+er|more|less|before|after|since|until) than\b|\b(?:before|after|since|until|vor|nach|seit|avant"
    r"|après|depuis"
    r"|antes|después|desde)\b .*\d|\b\w+er als\b|\bmehr als\b|\bplus \w+ que\b|\bmás \w+ que\b",
    re.IGNORECASE,
)
# "Which article allows it" is answered by one; "the extension used for all files" is one fact.
_ASKS_FOR_ONE = re.compile(rf"^(?:which|what|in which) (?:\w+ ){{0,2}}?(?!\w+s\b){DOCUMENTS}\b(?! of)", re.IGNORECASE)
_USED_FOR = re.compile(r"\b(?:used|needed|required|responsible|common|valid|same)$", re.IGNORECASE)
_END = r"[\s?.!]*$"

# With what is wanted of each document in `wanted`, what the documents are called in `subject`.
_LISTS = tuple(
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        rf"^{_LIST} {_ALL} {_SUBJECT}{_WITH} (?P<wanted>.+?)",
        rf"^(?:{_LIST} )?(?:{_ALL} )?(?P<wanted>(?!how many|wie ?viele|combien|cuánt|give|make|show|list"
        rf"|find).+?) {_IN} ?(?:{_ALL}|both|beiden) {_SUBJECT}",
        rf"^(?:for|in|für|in|pour|dans|para|en) {_ALL} {_SUBJECT},?:? (?P<wanted>.+?)",
    )
)
# With what the documents must say in `says`; `many` where they are counted.
_STATEMENTS = tuple(
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        # "What policies have been promoted" asks for what is in a text, and not for texts.
        rf"^(?:which|what(?! (?:\w+ ){{1,3}}(?:have|has) been\b)|welche|quels|quelles|qué|cuáles){_OF_THE}"
        rf" {_SUBJECT} (?:that |which )?(?P<says>{_SAYS} .+?)",
        rf"^{_LIST} {_ALL} {_SUBJECT},? (?P<says>{_ABOUT} .+?)",
        rf"^(?:in which|in welchen|dans quels|dans quelles|en qué) {_SUBJECT} (?:is|are|does|do|wird|werden"
        rf"|se)? ?(?P<says>.+)",
        rf"^(?P<many>{_HOW_MANY}){_OF_THE} ?{_SUBJECT}{_ARE_THERE}",
        rf"^(?P<many>{_HOW_MANY}){_OF_THE} ?{_SUBJECT}{_ARE_THERE} (?:that |which )?(?P<says>{_SAYS} .+?)",
        rf"^{_LIST} {_ALL} {_SUBJECT}",
    )
)
# "Who signed each contract": the rest is asked of each as it stands.
_OF_EACH = re.compile(
    r"^(?P<before>(?:who|whom|when|where|how|what|which|why|wer|wann|wo|wie|was|qui|quand|où|comment|quién|cuándo"
    r"|dónde|cómo)\b.*? )"
    rf"(?P<each>each|every|jede[rsmn]?|chaque|cada) {_SUBJECT}(?P<after>(?: .+)?){_END}",
    re.IGNORECASE,
)
_THE = {"jeder": "der", "jedes": "das", "jeden": "den", "jedem": "dem", "jede": "die", "chaque": "le", "cada": "el"}
_VERSUS = r"(?:(?:and|with|to|versus|vs\.?|und|mit|et|avec|y|con|,)\s*)"
_COMPARE = (
    r"(?:compare|vergleich\w*|compare[rz]|compara[r]?|what is the difference between"
    r"|was ist der unterschied zwischen)"
)
# Names of files are gone from these questions already: "compare the rent in and".
_COMPARES = tuple(
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        rf"^{_COMPARE} (?:{_IN} )?{_VERSUS}*(?:the )?(?:{DOCUMENTS} )?"
        rf"(?:by|on|regarding|in terms of|with respect to|for|nach|bezüglich|hinsichtlich|sur|selon|según"
        rf"|en) (?P<wanted>.+?)",
        rf"^{_COMPARE} (?P<wanted>.+?)"
        rf"(?: {_IN}(?: {_ALL}| the| both| two| my| our| den| die| beiden)*(?: {_SUBJECT})?)?(?: {_VERSUS}+)?",
    )
)
_NOT_WANTED = re.compile(
    rf"\b(?:{DOCUMENTS}|{_VERSUS}|the|two|these|both|die|beiden|les|deux|los|las|dos)\b", re.IGNORECASE
)
_COMPARES_ALL = re.compile(
    rf"^{_COMPARE} (?P<wanted>.+?) {_IN} (?:{_ALL}|both|the two|the|my|our|den|beiden|les|des|los|las"
    rf"|mis) {_SUBJECT}{_END}",
    re.IGNORECASE,
)
_MAY_ASK_MANY = re.compile(rf"\b{DOCUMENTS}\b|\bcompar|\bvergleich|\bdifference\b|\bunterschied", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,\s|;|&)\s*(?:(?:and|und|et|y)\s+)?|\s+(?:and|und|sowie|et|y)\s+", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:(?:what|which|was|wie|quel(?:le)?s?|cuál(?:es)?|qué)"
    r" (?:is|are|was|were|ist|sind|lautet|lauten|est|sont|es|son) )",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"^(?:(?:the|their|its|his|her|all|every|each|any|an?|der|die|das|den|dem|des|ihre[rnms]?|seine[rnms]?"
    r"|jeweilige[rn]?"
    r"|alle|le|la|les|leurs?|son|sa|ses|el|los|las|sus?) |l['’])*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:der |die |das |le |la |les |l['’]|el |los |las )", re.IGNORECASE)
_YES_OR_NO = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|can|may|must|gibt|ist|sind|hat|haben|kann|darf|enthält"
    r"|est-ce|y a-t-il|a-t-il|hay|es|tiene|está)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:who|when|where|how|why|whose|wer|wann|wo|wie|warum|qui|quand|où|comment|quién|cuándo|dónde|cómo)\b",
    re.IGNORECASE,
)


def may_ask_many(question: str) -> bool:
    """Tell whether it is worth looking whether a question is one for every document: it names some, or compares."""
    return bool(_MAY_ASK_MANY.search(question))


def read_every_document_question(question: str, *, names_files: bool = False) -> EveryDocumentQuestion | None:
    """Return what is asked of every document, None for an ordinary question.

    `names_files` tells that files were named, whose names are not in `question` any more: only then
    is a comparison without a word for documents one of documents.
    """
    asked = _tidy(question)
    if (compared := _COMPARES_ALL.match(asked)) or (names_files and (compared := _first(_COMPARES, asked))):
        wanted = (
            _wanted(compared["wanted"], asked) if re.search(r"\w{3}", _NOT_WANTED.sub("", compared["wanted"])) else ()
        )
        return EveryDocumentQuestion(Kind.COMPARE, wanted, _subject(compared))
    if _NEEDS.search(asked):
        return None
    listed = _first(_LISTS, asked)
    if listed and not _USED_FOR.search(listed["wanted"]):
        return EveryDocumentQuestion(Kind.LIST, _wanted(listed["wanted"], asked), _subject(listed))
    if each := _OF_EACH.match(asked):
        the = _THE.get(each["each"].lower(), "the")
        one = f"{each['before']}{the} {each['subject']}{each['after']}"
        return EveryDocumentQuestion(Kind.LIST, (Wanted(_label(one), f"{one}?"),), _subject(each))
    stated = _first(_STATEMENTS, asked)
    if stated and not _ASKS_FOR_ONE.match(asked):
        groups = stated.groupdict()
        kind = Kind.COUNT if groups.get("many") else Kind.LIST
        says = (groups.get("says") or groups["subject"]).strip()
        if read_limit(says) is not None:
            return EveryDocumentQuestion(kind, _wanted(says, asked), _subject(stated))
        if _MEASURED.search(says):
            return None
        return EveryDocumentQuestion(kind, (Wanted(_label(says), says, is_statement=True),), _subject(stated))
    return None


def as_every_document_question(question: str, *, names_files: bool = False) -> EveryDocumentQuestion:
    """Return what is asked of every document where the person said that it is."""
    if (read := read_every_document_question(question, names_files=names_files)) is not None:
        return read
    asked = _tidy(question)
    if _YES_OR_NO.match(asked):
        return EveryDocumentQuestion(Kind.LIST, (Wanted(_label(asked), asked, is_statement=True),))
    if _ASKS.match(asked):
        return EveryDocumentQuestion(Kind.LIST, (Wanted(_label(asked), f"{asked}?"),))
    return EveryDocumentQuestion(Kind.LIST, _wanted(asked, asked))


def _asked_for(phrase: str, language: str) -> str:
    """Return the question for one thing, with the article where the person used one."""
    thing = _DETERMINER.sub("", phrase)
    if language == "en":
        are = thing.endswith("s") and not thing.endswith(("ss", "us"))
        return f"What {'are' if are else 'is'} the {thing}?"
    article = _ARTICLE.match(phrase)
    if article is None:
        return f"{thing}?"
    return {"de": "Was ist {}?", "fr": "Quel est {} ?", "es": "¿Cuál es {}?"}[language].format(article[0] + thing)


def _tidy(question: str) -> str:
    return " ".join(question.replace("¿", "").replace("¡", "").split()).rstrip("?.! ")


def _first(patterns: Sequence[re.Pattern[str]], question: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.match(question))), None)


def _subject(match: re.Match[str]) -> str:
    """Return what the documents are called, without what is said of any document."""
    subject = match.groupdict().get("subject") or ""
    return " ".join(word for word in subject.split() if not re.fullmatch(ANY_DOCUMENT, word, re.IGNORECASE))


def _wanted(phrase: str, question: str) -> tuple[Wanted, ...]:
    language = _language(question)
    found: dict[str, Wanted] = {}
    for part in _BETWEEN.split(phrase):
        bounded = read_limit(part)
        bare = _OPENING.sub("", (bounded[0] if bounded else part).strip(" ?.!:")) or ("total" if bounded else "")
        thing = _DETERMINER.sub("", bare)
        if not content_terms(thing):
            continue
        is_statement = bool(_YES_OR_NO.match(bare))
        asked = f"{thing}?" if is_statement or _ASKS.match(thing) else _asked_for(bare, language)
        limit = bounded[1] if bounded else None
        found.setdefault(thing.casefold(), Wanted(_label(thing), asked[0].upper() + asked[1:], is_statement, limit))
    if not found:
        return (Wanted(_label(question), f"{question}?"),)
    return tuple(found.values())[:MOST_WANTED]


def _label(text: str) -> str:
    short = text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    return short[:1].upper() + short[1:]


def _language(text: str) -> str:
    stop = stop_words_of(text)
    return next((language for language, words in STOP_WORDS.items() if words is stop), "en")
