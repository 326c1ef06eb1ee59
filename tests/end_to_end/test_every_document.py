"""Every document asked from the command line, with the starter weights: rows, a summary, and a CSV file."""

import csv
import json
import subprocess
import sys
from pathlib import Path

DOCUMENTS = {
    "flat.md": "# Lease\n\nEither party may end the lease with a notice period of ninety days.\n",
    "garage.txt": "Lease of the garage. It can be ended with a notice period of four weeks.\n",
    "soup.md": "# Soup\n\nCook the lentils with two carrots.\n",
}


def carrel(data: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "desktop_app", "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_every_document_is_asked_and_the_table_is_written(tmp_path: Path) -> None:
    folder, data, target = tmp_path / "papers", tmp_path / "data", tmp_path / "table.csv"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    carrel(data, "folder", "add", str(folder))
    carrel(data, "index")

    asked = carrel(data, "ask", "--json", "--every-document", "--csv", str(target), "What is the notice period?")
    *rows, summary = [json.loads(line) for line in asked.splitlines()]
    found = {row["row"]: row["cells"]["Notice period"]["value"] for row in rows if row["state"] == "found"}
    assert found == {"flat.md": "ninety days", "garage.txt": "four weeks"}
    assert [row["row"] for row in rows if row["state"] == "not_found"] == ["soup.md"]
    assert summary["table"] | {"heading": ""} == {
        "heading": "", "columns": ["Notice period"], "documents": 3, "read": 3, "unreadable": 0, "found": 2,
    }  # fmt: skip
    assert len(summary["citations"]) == 2
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row["Notice period"] for row in csv.DictReader(file)] == ["ninety days", "four weeks", ""]

    text = carrel(data, "ask", "What is the notice period of every lease?")
    assert "Found in 2 documents, after reading all 3 files." in text
    assert "ninety days" in text
    assert "1 file not found" in text
