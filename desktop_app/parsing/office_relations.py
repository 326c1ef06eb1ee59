"""How the parts of an Office archive name one another, and the title that such a file carries."""

import posixpath
import zipfile
from dataclasses import dataclass

from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.package import read_xml
from desktop_app.parsing.xml_elements import attribute, child

# What programs write as the title of a document that nobody named.
_NO_TITLES = frozenset({"powerpoint presentation", "powerpoint-präsentation", "présentation powerpoint", "untitled"})


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the kind ("slide", "chart"), and the name of a part."""

    kind: str
    part: str


def read_relations(archive: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """Return by its id each part of this archive that `part` refers to; what lies outside is left out."""
    folder, name = posixpath.split(part)
    stored = posixpath.join(folder, "_rels", f"{name}.rels")
    names = set(archive.namelist())
    found: dict[str, Relation] = {}
    for relation in read_xml(archive, stored) if stored in names else ():
        target = posixpath.normpath(posixpath.join("/", folder, attribute(relation, "Target"))).lstrip("/")
        if target in names and attribute(relation, "TargetMode") != "External":
            found[attribute(relation, "Id")] = Relation(attribute(relation, "Type").rpartition("/")[2], target)
    return found


def relation_id(element: object) -> str:
    """Return an element's `r:id`; a plain `id` may stand beside it and is another thing."""
    attributes: dict[str, str] = dict(element.attrib)  # type: ignore[attr-defined]
    return next((value for key, value in attributes.items() if key.endswith("}id")), attributes.get("id", ""))


def stored_title(archive: zipfile.ZipFile) -> str:
    """Return the title in the document's properties, empty where nobody gave one."""
    if "docProps/core.xml" not in archive.namelist():
        return ""
    title = child(read_xml(archive, "docProps/core.xml"), "title")
    text = one_line(title.text or "") if title is not None else ""
    return "" if text.lower() in _NO_TITLES else text[:200]
