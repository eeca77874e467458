"""Files on disk as artifacts: which file is what, and under which key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.forms import bundle
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text

_TOML = {
    "process.toml": Kind.MANIFEST,
    "cases.toml": Kind.CASES,
    "bypass.toml": Kind.BYPASS,
    "roles.toml": Kind.ROLES,
    "parameters.toml": Kind.PARAMETERS,
    "rights.toml": Kind.RIGHTS,
}
_ROOTS = ("processes", "forms")
_OF_PROCESS = (Kind.MANIFEST, Kind.CASES, Kind.BYPASS)  # known by their folder
_FIXED_NAMES = {
    **dict.fromkeys(("schema.json", "ui.json"), "forms"),
    **dict.fromkeys(("process.toml", "cases.toml", "bypass.toml"), "processes"),
}


def collect(paths: Sequence[Path]) -> list[File]:
    """Return every artifact under ``paths``, in a stable order.

    Raises Misconfigured for a path that does not exist or a file that cannot be
    an artifact. READMEs and examples are passed over.
    """
    files: dict[tuple[Kind, str], File] = {}
    findings: list[Finding] = []
    for path in paths:
        if not path.exists():
            missing = text("path-missing", path=str(path))
            findings.append(Finding(str(path), "", "path-missing", "error", missing))
            continue
        for file in _walk(path, findings):
            files[(file.kind, file.key)] = file
    if findings:
        raise Misconfigured("deploy-refused", findings)
    return [files[name] for name in sorted(files)]


def _walk(path: Path, findings: list[Finding]) -> Iterator[File]:
    everything = [path] if path.is_file() else sorted(path.rglob("*"))
    for one in everything:
        if not one.is_file():
            continue
        try:
            file = read(one)
        except ValueError as cause:
            wrong = text("file-unreadable", why=str(cause))
            findings.append(Finding(place(one), "", "file-unreadable", "error", wrong))
            continue
        if file is not None:
            yield file
        elif path.is_file():
            findings.append(
                Finding(place(one), "", "file-unknown", "error", text("file-unknown"))
            )


def read(path: Path) -> File | None:
    """Return the artifact of one file, None if it is none; ValueError if broken."""
    where, name = place(path), path.name
    if path.suffix == ".bpmn":
        return File(Kind.PROCESS, path.stem, where, path.read_bytes())
    if path.suffix == ".dmn":
        return File(Kind.DECISIONS, path.stem, where, path.read_bytes())
    if name in _TOML:
        kind = _TOML[name]
        key = path.parent.name if kind in _OF_PROCESS else path.stem
        return File(kind, key, where, path.read_bytes())
    if path.suffix == ".toml" and path.parent.name == "channels":
        return File(Kind.MAPPING, path.stem, where, path.read_bytes())
    if name == "schema.json":
        ui = path.with_name("ui.json")
        body = bundle(path.read_bytes(), ui.read_bytes() if ui.exists() else None)
        return File(Kind.FORM, path.parent.name, where, body)
    return None


def place(path: Path) -> str:
    """Return where a file stands in an export: from processes/ or forms/ on.

    A file that lies in neither stands there under its name; where that is the same
    for all of its kind, in the folder it lies in, so that no two share a place.
    """
    parts = path.absolute().parts
    for root in _ROOTS:
        if root in parts[:-1]:
            return str(
                PurePosixPath(*parts[len(parts) - 1 - parts[::-1].index(root) :])
            )
    shared = _FIXED_NAMES.get(path.name)
    return f"{shared}/{parts[-2]}/{path.name}" if shared else path.name
