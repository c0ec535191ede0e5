"""Prints "PASSED FAILED SKIPPED" over the JUnit XML reports below the directories given."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def count(report):
    suite = ElementTree.parse(report).getroot()
    total = int(suite.get("tests", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    skipped = int(suite.get("skipped", 0))
    return total - failed - skipped, failed, skipped


reports = [path for folder in sys.argv[1:] for path in Path(folder).glob("TEST-*.xml")]
sums = [sum(column) for column in zip(*map(count, reports))] or [0, 0, 0]
print(*sums)
