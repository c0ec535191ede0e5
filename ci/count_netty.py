"""Prints how many of the handler's tests passed with which Netty and transport, over the JUnit XML reports below the
directories given. The class path in a report says which Netty it was, a test's class name which transport."""

import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from pathlib import Path

TRANSPORTS = {"Nio": "NIO", "Epoll": "epoll", "IoUring": "io_uring"}


def netty(suite):
    class_paths = (prop.get("value", "") for prop in suite.iter("property"))
    found = (re.search(r"netty-transport-(\d[\d.]*\d)\.Final\.jar", path) for path in class_paths)
    return next((match.group(1) for match in found if match), None)


def transport(test):
    named = re.search("|".join(TRANSPORTS), test.get("classname").rpartition(".")[2])
    return TRANSPORTS[named.group()] if named else "others"


def passed(test):
    return all(test.find(outcome) is None for outcome in ("failure", "error", "skipped"))


counts = defaultdict(Counter)
for report in (path for folder in sys.argv[1:] for path in Path(folder).glob("TEST-*.xml")):
    suite = ElementTree.parse(report).getroot()
    for test in suite.iter("testcase"):
        if test.get("classname").startswith("io.github.qosflow.netty.") and passed(test):
            counts[netty(suite)][transport(test)] += 1
for version in sorted(counts, key=str, reverse=True):
    print(f"netty {version}: " + ", ".join(f"{name} {counts[version][name]}" for name in [*TRANSPORTS.values(), "others"]))
