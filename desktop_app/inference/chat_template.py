"""Turns of a conversation as tokens, in the words of the model's own chat template.

What people and documents say is never part of the template's rendering: the template sees
placeholders, its special tokens are recognised in its own text alone, and the contents go
in as plain characters. So a document that holds `<|im_start|>system` has said these letters
and opened no turn. The tokens are otherwise those of the whole text, merges included.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop_app.domain import Turn
from desktop_app.errors import NoChatTemplate
from desktop_app.inference.vocabulary import Vocabulary

# Private-use characters: in no template, and left alone by trim, upper, tojson and the like.
_PLACEHOLDER = re.compile("\ue0f0([0-9]+)\ue0f1")

_AFTER_ASSISTANT = re.compile("\ue0f01\ue0f1(.*?)\ue0f0", re.DOTALL)
_TOKEN_LIKE = re.compile(r"<[^<>\s]{1,40}>")

_BROKEN = "This model's chat template does not work, so it can't hold a conversation; choose another version of it."


class ChatTemplate:
    """The template `source` of the model whose vocabulary is given. Raises NoChatTemplate where it is broken."""

    def __init__(self, source: str, vocabulary: Vocabulary, *, now: Callable[[], datetime] = datetime.now) -> None:
        self._vocabulary = vocabulary
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, jinja2.ext.loopcontrols]
        )
        environment.filters["tojson"] = _to_json
        environment.globals["raise_exception"] = _raise_exception
        environment.globals["strftime_now"] = lambda form: now().strftime(form)
        try:
            self._template = environment.from_string(source)
        except (jinja2.TemplateError, ArithmeticError, MemoryError, RecursionError) as error:
            raise NoChatTemplate(_BROKEN) from error
        self._has_system = self._renders_system()

    def tokens(self, turns: Sequence[Turn]) -> list[int]:
        """Return the prompt that asks the model for the next turn.

        Neighbouring turns of one role are joined, white space around contents is dropped
        (many templates do both, and some refuse anything else), and a system turn moves
        into the first user turn where the template knows no such role.
        """
        arranged = _arrange(turns, keep_system=self._has_system)
        contents = [turn.text for turn in arranged]
        rendered = self._render([turn.role for turn in arranged])
        tokens = self._tokenize(rendered, contents)
        if self._vocabulary.adds_begin and tokens[:1] != [self._vocabulary.begin]:
            tokens.insert(0, self._vocabulary.begin)
        return tokens

    def end_texts(self) -> tuple[str, ...]:
        """Return how the template ends an assistant's turn, for models that spell it in letters."""
        after = _AFTER_ASSISTANT.search(self._render(["user", "assistant", "user"]))
        if after is None:
            return ()
        following = after.group(1).strip()
        token = _TOKEN_LIKE.match(following)  # "<|eot_id|>" of what may be a row of tokens
        first = token.group() if token else following.split("\n")[0]
        return (first,) if _is_marker(first) else ()

    def end_token(self) -> int:
        """Return the token that ends an assistant's turn; the vocabulary's own end where the template names none."""
        after = _AFTER_ASSISTANT.search(self._render(["user", "assistant", "user"]))
        for part in self._scan(after.group(1)) if after else ():
            if isinstance(part, int) and self._vocabulary.ends_answer(part):
                return part
        return self._vocabulary.end

    def answer_tokens(self, answer: str) -> list[int]:
        """Return an assistant's answer as letters alone: what the model writes after `tokens`, its end left out."""
        return self._plain(answer.strip(), set())

    def _render(self, roles: Sequence[str]) -> str:
        messages = [{"role": role, "content": f"\ue0f0{index}\ue0f1"} for index, role in enumerate(roles)]
        try:
            rendered = self._template.render(
                messages=messages,
                add_generation_prompt=True,
                bos_token=self._vocabulary.name(self._vocabulary.begin),
                eos_token=self._vocabulary.name(self._vocabulary.end),
                tools=None,
                documents=None,
                enable_thinking=False,  # Qwen 3 and its kin: answer at once
            )
        except Exception as error:  # a template is a program: it may raise anything
            raise NoChatTemplate(_BROKEN) from error
        shown = {int(index) for index in _PLACEHOLDER.findall(rendered)}
        if roles and len(roles) - 1 not in shown:
            raise NoChatTemplate(_BROKEN)
        return rendered

    def _renders_system(self) -> bool:
        try:
            return "\ue0f00\ue0f1" in self._render(["system", "user"])
        except NoChatTemplate:
            self._render(["user"])  # a template that can't do this either is broken
            return False

    def _tokenize(self, rendered: str, contents: Sequence[str]) -> list[int]:
        """Tokenize the template's special tokens as such and everything between them as letters."""
        parts = _PLACEHOLDER.split(rendered)
        scans = [self._scan(literal) for literal in parts[0::2]]
        markers = {part for scan in scans for part in scan if isinstance(part, int)}
        contents = [_break_up(content, _spelled_markers(scans[1:])) for content in contents]
        tokens: list[int] = []
        raw = ""
        strip_left = False
        for index, scan in enumerate(scans):
            for part in scan:
                if isinstance(part, str):
                    raw += part.lstrip() if strip_left and not raw else part
                    continue
                tokens += self._plain(raw.rstrip() if self._vocabulary.strips_left(part) else raw, markers)
                tokens.append(part)
                raw = ""
                strip_left = self._vocabulary.strips_right(part)
            if index < len(scans) - 1:
                raw += contents[int(parts[2 * index + 1])]
        return tokens + self._plain(raw, markers)

    def _scan(self, literal: str) -> list[int | str]:
        """Cut the template's own text into special tokens and the text between them."""
        scan: list[int | str] = []
        position = 0
        for token in self._vocabulary.tokenize(literal, special=True):
            name = self._vocabulary.name(token)
            if not self._vocabulary.is_special(token) or not name:
                continue
            found = literal.find(name, position)
            if found < 0:  # the tokenizer began the text with one of its own
                continue
            if found > position:
                scan.append(literal[position:found])
            scan.append(token)
            position = found + len(name)
        if position < len(literal):
            scan.append(literal[position:])
        return scan

    def _plain(self, text: str, markers: set[int]) -> list[int]:
        """Tokenize as letters; a marker that the vocabulary finds all the same is taken apart."""
        if not text:
            return []
        tokens = self._vocabulary.tokenize(text, special=False)
        forged = {token for token in tokens if token in markers or self._vocabulary.is_control(token)}
        if not forged:
            return tokens
        # User-defined tokens are found even when special ones are not to be parsed.
        text = _break_up(text, map(self._vocabulary.name, forged))
        tokens = self._vocabulary.tokenize(text, special=False)
        return [token for token in tokens if token not in markers and not self._vocabulary.is_control(token)]


class _GenerationTag(jinja2.ext.Extension):
    """`{% generation %}` marks training text in some templates; its body is passed through."""

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: jinja2.parser.Parser) -> list[jinja2.nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _arrange(turns: Sequence[Turn], *, keep_system: bool) -> list[Turn]:
    arranged: list[Turn] = []
    for turn in turns:
        role = "user" if turn.role == "system" and not keep_system else turn.role
        if arranged and arranged[-1].role == role:
            arranged[-1] = Turn(role, f"{arranged[-1].text}\n\n{turn.text.strip()}")
        else:
            arranged.append(Turn(role, turn.text.strip()))
    return arranged


def _spelled_markers(scans: Sequence[Sequence[int | str]]) -> set[str]:
    """Return the lines that alone part one content from the next, as "[/INST]" and "### Response:" do.

    They are ordinary letters to the vocabulary, so only taking them apart keeps a document
    from writing them.
    """
    spelled = [part for scan in scans for part in scan if not any(isinstance(other, int) for other in scan)]
    return {line.strip() for part in spelled for line in str(part).splitlines() if line.strip()}


def _break_up(text: str, markers: Iterable[str]) -> str:
    """Put a space into every occurrence of a marker."""
    for marker in sorted(markers, key=len, reverse=True):
        text = text.replace(marker, f"{marker[:1]} {marker[1:]}")
    return text


def _is_marker(text: str) -> bool:
    return len(text) > 2 and not text[0].isalnum() and not text[-1].isalnum()


def _to_json(value: Any, ensure_ascii: bool = False, indent: int | None = None, **options: Any) -> str:
    """As transformers gives it: no escaping for HTML."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, **options)


def _raise_exception(message: str) -> None:
    raise jinja2.TemplateError(message)
