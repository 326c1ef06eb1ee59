"""The numbers behind a chart of an Office document: a row for each category, a column for each series."""

from lxml import etree

from desktop_app.parsing.xml_elements import child, number

MAX_POINTS = 20_000  # what a chart shows of a long series is no text any more


def chart_rows(chart: etree._Element) -> tuple[str, list[list[str]]]:
    """Return the chart's title, and its values as rows with the names of the series on top."""
    titled = next(chart.iter("{*}title"), None)
    title = "".join(text.text or "" for text in titled.iter("{*}t")) if titled is not None else ""
    names: list[str] = []
    categories: dict[int, str] = {}
    columns: list[dict[int, str]] = []
    for series in chart.iter("{*}ser"):
        names.append(" ".join(_points(child(series, "tx")).values()))
        named = child(series, "cat")
        categories |= _points(named if named is not None else child(series, "xVal"))
        values = child(series, "val")
        columns.append(_points(values if values is not None else child(series, "yVal")))
    places = sorted(set(categories).union(*columns))[:MAX_POINTS] if columns else []
    rows = [[categories.get(place, ""), *(column.get(place, "") for column in columns)] for place in places]
    return title, [["", *names], *rows] if rows else []


def _points(values: etree._Element | None) -> dict[int, str]:
    """Return the stored values of one reference, by their place."""
    found: dict[int, str] = {}
    for point in values.iter("{*}pt") if values is not None else ():
        text = child(point, "v")
        if text is not None and text.text:
            found.setdefault(number(point.get("idx", ""), len(found)), text.text)
    return found
