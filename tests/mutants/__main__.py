"""The command: tries the mutants of the kernel and says which no test notices.

`python -m tests.mutants ledger moves` tries those of two modules alone, with `--again` only those
that survived when they were tried last.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.mutants.making import Mutant
from tests.mutants.modules import TESTS_OF
from tests.mutants.running import ROOT, MutantRun, Score

LEAST_KILLED = 85
LAST = ROOT / ".data" / "mutants.txt"


def main() -> None:
    """Try; exit with a fault where too few are killed, or one survives that nobody has kept."""
    asked = [word for word in sys.argv[1:] if not word.startswith("--")]
    modules = {
        path: tests
        for path, tests in TESTS_OF.items()
        if not asked or any(word in path for word in asked)
    }
    is_again = "--again" in sys.argv
    last = _last()
    kept = read_kept(Path(__file__).with_name("survivors.txt"))
    run = MutantRun(
        modules,
        wanted=lambda name: not is_again or name in last,
        report=lambda found: _say(found, kept),
    )
    tests = dict.fromkeys(test for tests in modules.values() for test in tests)
    found = pytest.main(
        ["-q", "-p", "no:cacheprovider", "tests/mutants/preparing.py", *tests],
        plugins=[run],
    )
    if found != pytest.ExitCode.OK:
        sys.exit(found)
    sys.exit(not _sum_up(run.scores, kept, is_whole=not is_again))


def read_kept(path: Path) -> dict[str, str]:
    """Return the survivors that are kept, each with the reason that stands above it."""
    kept, reason = {}, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            reason = line.removeprefix("#").strip()
        elif line.strip():
            kept[line.strip()] = reason
    return kept


def _last() -> set[str]:
    return set(LAST.read_text(encoding="utf-8").splitlines()) if LAST.exists() else set()


def _say(found: Score | Mutant, kept: Mapping[str, str]) -> None:
    if isinstance(found, Mutant):
        reason = kept.get(str(found))
        _write(f"\n{'kept' if reason else 'NEW '} line {found.lines.start} {found}")
        if reason:
            _write(f"     {reason}")
        return
    _write(
        f"\n{found.path}: {found.tried} mutants, {found.killed} killed, "
        f"{len(found.survivors)} survived, {found.seconds:.0f} s"
    )


def _sum_up(scores: list[Score], kept: Mapping[str, str], *, is_whole: bool) -> bool:
    tried, killed = sum(one.tried for one in scores), sum(one.killed for one in scores)
    survived = {str(one) for score in scores for one in score.survivors}
    paths = tuple(f"{one.path} " for one in scores)
    others = {name for name in _last() if not name.startswith(paths)}
    LAST.parent.mkdir(exist_ok=True)
    LAST.write_text("\n".join(sorted(survived | others)), encoding="utf-8")
    share = 100 * killed / tried if tried else 100
    seconds = sum(one.seconds for one in scores)
    _write(f"\nmutants: {killed} of {tried} killed, {share:.1f} %, in {seconds:.0f} s")
    new = survived - kept.keys()
    if new:
        _write(f"mutants: {len(new)} survive that survivors.txt does not name")
    gone = [name for name in kept if name.startswith(paths) and name not in survived]
    if gone and is_whole:
        _write("mutants: these no longer survive, so survivors.txt need not name them")
        _write("\n".join(f"  {name}" for name in gone))
    return not new and (share >= LEAST_KILLED or not is_whole) and not (gone and is_whole)


def _write(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
