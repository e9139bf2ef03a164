"""Reads responses.csv with its labels and missing values, with Python 3.8 or later and without other packages.

    import read
    rows = read.labelled()      # a list of dictionaries: labels, numbers and texts; None where there is no answer
    frame = read.frame()        # the same as a pandas.DataFrame with categories, if pandas is installed

Why there is no answer is in the variables that end in _state, and in read.coded(), which has the codes as they are.
"""
import csv
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
csv.field_size_limit(2**31 - 1)

# Texts that a spreadsheet could run as a formula have an apostrophe in the file, which is removed here.
GUARD = re.compile("(?:^|(?<=[;\t\r\n]))'(?='*[=+\\-@\uff1d\uff0b\uff0d\uff20])|^'(?='*[\t\r\n\0])")


def table(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as file:
        return [{key: GUARD.sub("", value) for key, value in row.items()} for row in csv.DictReader(file)]


def variables():
    """What is known of each column: name, label, type (code, number, date or text), question, page and unit."""
    return table("variables.csv")


def values():
    """The labels of codes: {variable: {code: (label, whether the code means that there is no answer)}}."""
    found = {}
    for row in table("values.csv"):
        found.setdefault(row["variable"], {})[row["value"]] = (row["label"], row["missing"] == "yes")
    return found


def coded():
    """The responses with codes, as texts."""
    return table("responses.csv")


def labelled():
    """The responses with labels instead of codes, and None where there is no answer."""
    labels, types, rows = values(), {v["name"]: v["type"] for v in variables()}, coded()
    for row in rows:
        for name, text in row.items():
            if text == "":
                row[name] = None
            elif types[name] == "code":
                label, missing = labels[name][text]
                row[name] = None if missing else label
            elif types[name] == "number":
                row[name] = float(text)
    return rows


def frame():
    """The responses as a pandas.DataFrame. Labels of questions are in frame.attrs["labels"]."""
    import pandas

    data, labels = pandas.DataFrame(labelled()), values()
    for v in variables():
        if v["type"] == "code":
            order = []
            for label, missing in labels[v["name"]].values():
                if not missing and label not in order:
                    order.append(label)
            data[v["name"]] = pandas.Categorical(data[v["name"]], categories=order)
    data.attrs["labels"] = {v["name"]: v["label"] for v in variables()}
    return data
