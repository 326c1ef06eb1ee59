"""What commands print steers no terminal, whatever a file is called or a document says."""

import pytest

from desktop_app.cli.output import Output, on_one_line


def test_what_would_steer_the_terminal_is_shown_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).text("red\x1b[31m bell\x07 turned\u202egpj.exe\ttab\nline")
    assert capsys.readouterr().out == "red\\x1b[31m bell\\x07 turned\\u202egpj.exe\ttab\nline\n"


def test_a_path_is_one_line() -> None:
    assert on_one_line("/notes/new\nline\r.txt") == "/notes/new\\nline\\r.txt"
