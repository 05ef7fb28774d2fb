"""Small csv files of lines given as dictionaries, built where they are needed."""

import csv
import io


def csv_file(*lines: dict, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """Headers are those of the first line, in its order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)
