"""The manual page and the shells' completions, written from the command line's own parser, so they never differ."""

import argparse
from collections.abc import Iterator

from desktop_app import __version__
from desktop_app.cli.command_line import make_parser
from desktop_app.paths import DATA_VARIABLE


def manual_page() -> str:
    """Return carrel.1 in man(7)'s language."""
    parser = make_parser()
    lines = [
        f'.TH CARREL 1 "" "carrel {__version__}" "User commands"',
        ".SH NAME",
        "carrel \\- ask your own documents, on your own machine, without a network",
        ".SH SYNOPSIS",
        ".B carrel",
        "[\\fIoptions\\fR] [\\fIcommand\\fR ...]",
        ".SH DESCRIPTION",
        _escape(parser.description or ""),
        ".SH OPTIONS",
        *_options(parser),
        ".SH COMMANDS",
    ]
    for path, command, about in _commands(parser):
        usage = command.format_usage().removeprefix("usage: ").split()
        lines += [".TP", f".B {_escape(' '.join(usage))}", _escape(about or path)]
        lines += _options(command, shared=False)
    lines += [
        ".SH FILES",
        ".TP",
        ".I ~/.local/share/carrel",
        "The library, conversations, settings and logs, unless \\fB\\-\\-data\\fR or the variable "
        f"\\fB{DATA_VARIABLE}\\fR names another folder.",
    ]
    return "\n".join(lines) + "\n"


def bash_completion() -> str:
    """Return the completion for bash: commands, their actions and options, else files."""
    cases = "".join(
        f'        "{path}") words="{" ".join([*_names(command), *_flags(command)])}" ;;\n'
        for path, command, _ in _commands(make_parser())
    )
    top = " ".join([*_names(make_parser()), *_flags(make_parser())])
    return (
        "# Completion for carrel(1), made from its own command line.\n"
        "_carrel() {\n"
        '    local current="${COMP_WORDS[COMP_CWORD]}" path="" word words\n'
        '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do\n'
        '        case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac\n'
        "    done\n"
        '    case "$path" in\n'
        f'        "") words="{top}" ;;\n'
        f"{cases}"
        "    esac\n"
        '    COMPREPLY=($(compgen -W "$words" -- "$current"))\n'
        "}\n"
        "complete -o default -F _carrel carrel\n"
    )


def zsh_completion() -> str:
    """Return the completion for zsh, which reads the one for bash."""
    return f"#compdef carrel\nautoload -U +X bashcompinit && bashcompinit\n{bash_completion()}"


def fish_completion() -> str:
    """Return the completion for fish."""
    lines = ["# Completion for carrel(1), made from its own command line."]
    for path, command, about in _commands(make_parser()):
        *before, name = path.split()
        where = f"__fish_seen_subcommand_from {before[0]}" if before else "__fish_use_subcommand"
        lines.append(f"complete -c carrel -n '{where}' -a {name} -d '{_quoted(about)}'")
        for action in _optional(command):
            long = [flag.lstrip("-") for flag in action.option_strings if flag.startswith("--")]
            if long:
                seen = f"__fish_seen_subcommand_from {name}"
                lines.append(f"complete -c carrel -n '{seen}' -l {long[0]} -d '{_quoted(action.help)}'")
    return "\n".join(lines) + "\n"


def _commands(parser: argparse.ArgumentParser, above: str = "") -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Yield every command and its actions: the words that call it, its parser, and what it does."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        about = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for name, command in action.choices.items():
            path = f"{above} {name}".strip()
            yield path, command, about.get(name, "")
            yield from _commands(command, path)


def _names(parser: argparse.ArgumentParser) -> list[str]:
    return [
        name for action in parser._actions if isinstance(action, argparse._SubParsersAction) for name in action.choices
    ]


def _optional(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.option_strings]


def _flags(parser: argparse.ArgumentParser) -> list[str]:
    return [flag for action in _optional(parser) for flag in action.option_strings if flag.startswith("--")]


def _options(parser: argparse.ArgumentParser, *, shared: bool = True) -> list[str]:
    lines = []
    for action in _optional(parser):
        if not shared and action.dest in ("help", "data", "json"):
            continue
        flags = ", ".join(action.option_strings) + (f" {action.metavar}" if action.metavar else "")
        about = (action.help or "") % {"default": action.default, "prog": "carrel"}
        lines += [".RS" if not shared else "", ".TP", f".B {_escape(flags)}", _escape(about), "" if shared else ".RE"]
    return [line for line in lines if line]


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("-", "\\-")


def _quoted(text: str | None) -> str:
    return (text or "").replace("'", "\\'")
