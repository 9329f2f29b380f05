"""What the documents say: links lead somewhere, buttons are called so, settings and keys exist."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

from config.settings import IDLE_MINUTES, IDLE_MINUTES_NETWORK, REQUIRED_SETTINGS, Settings
from portal.accounts.services import INVITATION_LASTS
from portal.files.formats import LARGEST_FILE, MEGABYTE
from portal.files.sweeping import REMEMBERED_FOR
from portal.partnership.agreements import AGREEMENT_LASTS
from portal.projects.reminders import DAYS_BEFORE
from portal.tracking.trends import STALE_AFTER
from tests.journeys.test_pictures import PICTURES

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
GUIDES = ("ngo", "coach", "coordinator")
LARGEST_PICTURES = 1_500_000
BREAKS = "\u200b"  # Khmer words may be kept apart by it in the catalogue
# What `config.processes` and the Makefile read themselves.
OF_PROCESSES = {"HOST", "PORT", "WEB_PROCESSES", "WEB_THREADS", "WORKER_PROCESSES"}
OF_CONTAINERS = {"POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD", "PORT"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_are_there(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", path.read_text())
    local = [link for link in links if not link.startswith(("http:", "https:"))]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_every_picture_is_made_by_a_journey_and_shown_somewhere() -> None:
    kept = {path.stem: path for path in (ROOT / "docs" / "pictures").iterdir()}
    shown = {
        Path(link).stem
        for path in DOCUMENTS
        for link in re.findall(r"\]\(([^)]+\.png)\)", path.read_text())
    }
    assert set(kept) == {picture.name for picture in PICTURES} == shown
    assert sum(path.stat().st_size for path in kept.values()) < LARGEST_PICTURES


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_names_what_the_pages_name(name: str) -> None:
    khmer = _catalogue()
    names = _bold(GUIDE / f"{name}.md")
    assert names - set(khmer) == set()
    # Both languages name the same things, each as its pages do.
    assert _bold(GUIDE / f"{name}.km.md") == {khmer[one] for one in names}


def test_figures_of_the_guides_are_those_of_the_code() -> None:
    assert timedelta(days=30) == REMEMBERED_FOR
    for path in (GUIDE / "ngo.md", GUIDE / "ngo.km.md"):
        text = path.read_text()
        assert f"{(LARGEST_FILE // MEGABYTE)} MB" in text
        assert f" {STALE_AFTER} " in text
        assert f" {REMEMBERED_FOR.days} " in text


def test_times_of_signing_in_and_of_invitations_are_those_of_the_code() -> None:
    usual, network = (f"{minutes // 60}" for minutes in (IDLE_MINUTES, IDLE_MINUTES_NETWORK))
    hours = {"ngo": {usual}, "coach": {usual, network}, "coordinator": {network}}
    for name, said in hours.items():
        assert set(re.findall(r"(\d+) hours?", (GUIDE / f"{name}.md").read_text())) == said
        assert set(re.findall(r"(\d+) ម៉ោង", (GUIDE / f"{name}.km.md").read_text())) == said
    assert (INVITATION_LASTS.days, AGREEMENT_LASTS.days, DAYS_BEFORE) == (7, 30, 3)
    ngo, khmer = ((GUIDE / name).read_text() for name in ("ngo.md", "ngo.km.md"))
    for words in ("works for seven days", "after 30 days it no longer", "three days before"):
        assert words in ngo
    for words in ("ប្រើបានប្រាំពីរថ្ងៃ", "ក្រោយ 30 ថ្ងៃ ការយល់ព្រម", "បីថ្ងៃមុន"):
        assert words in khmer


def test_the_keys_of_the_guides_are_those_of_the_script_and_of_the_page() -> None:
    script = (ROOT / "portal" / "assets" / "js" / "keys.js").read_text()
    acts = script.split("const ACTS = {")[1].split("};")[0]
    known = {key.upper() for key in re.findall(r'^\s*"?([^":\s]+)"?\s*[:,]', acts, re.MULTILINE)}
    known |= {"Esc"} if '"Escape"' in script else set()
    page = (ROOT / "templates" / "coaching" / "_keys.html").read_text()
    assert set(re.findall(r"<kbd>(.+?)</kbd>", page)) == known
    for name in ("coach.md", "coach.km.md"):
        rows = [line.split("|")[1] for line in _lines(GUIDE / name) if line.startswith("| `")]
        assert {key for row in rows for key in re.findall(r"`(.+?)`", row)} == known, name


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_commands_exist(name: str) -> None:
    text = (ROOT / name).read_text()
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) - made == set()
    tests = re.findall(r"\b(tests/[\w/.]+)", text)
    assert [path for path in tests if not (ROOT / path).exists()] == []


def test_one_file_of_tests_runs_without_the_others() -> None:
    said = subprocess.run(
        [shutil.which("make") or "make", "-n", "test", "T=tests/test_text.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.findall(r"pytest.*", said) == ["pytest -q tests/test_text.py"]


def test_tables_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    for table, path in re.findall(r"^\| `([A-Z]+)` \| \[.+?\]\((.+?)\)", readme, re.MULTILINE):
        assert re.search(rf"^{table}\b", (ROOT / path).read_text(), re.MULTILINE), table


def test_hooks_run_what_the_check_runs() -> None:
    made = (ROOT / "Makefile").read_text().split("\ncheck: ")[1].split("\n\n")[0]
    commands = [line for line in re.findall(r"^\t@(.+)$", made, re.MULTILINE) if "echo" not in line]
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repository["repo"] for repository in hooks] == ["local"]
    assert [hook["entry"] for hook in hooks[0]["hooks"]] == [
        command.replace("$(IN)", ".venv/bin") for command in commands
    ]


def test_the_readme_names_every_folder_of_the_portal() -> None:
    readme = (ROOT / "README.md").read_text()
    features = {path.parent.name for path in (ROOT / "portal").glob("*/__init__.py")}
    assert {name for name in features if f"`portal/{name}/`" not in readme} == set()
    named = re.findall(r"`((?:portal|workers|templates|config|embedded|tests|docs)/\w*/?)`", readme)
    assert [name for name in named if not (ROOT / name).is_dir()] == []


def test_the_map_of_the_readme_is_true_below_its_folders() -> None:
    readme = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| ((?:`[\w/]+/` ?)+)\| (.+) \|$", readme, re.MULTILINE)
    told = {
        place: set(re.findall(r"`([\w.]+/|[\w/]+\.py)`", text))
        for folders, text in rows
        for place in [tuple(re.findall(r"`([\w/]+)/`", folders))]
    }
    missing = [
        (folders, name)
        for folders, names in told.items()
        for name in names
        if not any((ROOT / folder / name).exists() for folder in folders)
    ]
    assert missing == []
    packages = {
        (path.parent.parent.name, f"{path.parent.name}/")
        for path in (ROOT / "portal").glob("*/*/__init__.py")
    }
    named = {
        (folder.removeprefix("portal/"), name)
        for folders, names in told.items()
        for folder in folders
        for name in names
    }
    assert packages - named == set()


def test_settings_are_the_same_wherever_they_are_named() -> None:
    read = _settings_that_are_read()
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    # The image sets DATA_DIR; migrations alone are told the owner's address.
    assert set(compose["x-settings"]) | {"DATA_DIR", "OWNER_DATABASE_URL"} == read
    assert "DATA_DIR=/data" in (ROOT / "Dockerfile").read_text()
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == asked
    assert asked - read == OF_CONTAINERS
    readme = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", (ROOT / "README.md").read_text()))
    assert readme - read - OF_PROCESSES == set()
    assert {"FILES_URL", "FILES_QUOTA_MB", "CLAMD_URL", "DIGEST_DAYS", "DIGEST_HOURS"} <= readme


def test_processes_read_what_the_readme_says() -> None:
    code = (ROOT / "config" / "processes.py").read_text()
    read = set(re.findall(r'environment\.get\("([A-Z_]+)"\)', code))
    assert read == OF_PROCESSES | {"DATA_DIR"}


def test_the_image_holds_every_package_that_a_process_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = set(project["tool"]["mypy"]["packages"]) - {"embedded"}
    copied = re.findall(r"^COPY (?:--from=\w+ \S+/)?(\w+) \S+$", _image(), re.MULTILINE)
    assert packages | {"templates"} <= set(copied)
    assert "COPY docs/guide docs/guide" in _image()  # the pages of help


def test_every_locked_package_is_named_with_its_licence() -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text()
    installed = notices.split("## Installed beside the portal")[1].split("\n## ")[0]
    listed = {
        name.strip()
        for row in installed.splitlines()
        if row.startswith("| ") and not row.startswith("| licence")
        for name in re.sub(r"\(.*?\)", "", row.split("|")[2]).split(",")
    }
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert listed == set(locked)
    pages = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert [name for name in pages if f"| {name} |" not in notices] == []


def test_the_look_names_every_macro_and_parts_that_are_there() -> None:
    look = (ROOT / "docs" / "look.md").read_text()
    templates = ROOT / "templates"
    listed = []
    for files, macros in re.findall(
        r"^\| ((?:`\w+\.html`(?:, )?)+) \| (.+) \|$", look, re.MULTILINE
    ):
        paths = [templates / "components" / name for name in re.findall(r"`(.+?)`", files)]
        source = "".join(path.read_text() for path in paths)
        # One that begins with `_` is its file's own.
        there = re.findall(r"{%-? macro ([a-z]\w*)\(", source)
        assert sorted(macros.split(", ")) == sorted(there), files
        listed += paths
    assert sorted(listed) == sorted((templates / "components").iterdir())
    for folder, files in re.findall(r"`(\w+)/(_\w+\.html`(?:, `_\w+\.html`)*)", look):
        for name in files.replace("`", "").split(", "):
            assert (templates / folder / name).is_file(), name


def test_decisions_are_numbered_one_by_one_and_short() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for path in DECISIONS:
        assert _lines(path)[0].startswith(f"# {path.name[:4]} "), path.name
        assert len(_lines(path)) <= 30, path.name


def _image() -> str:
    return (ROOT / "Dockerfile").read_text()


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def _bold(path: Path) -> set[str]:
    return set(re.findall(r"\*\*(.+?)\*\*", path.read_text()))


def _catalogue() -> dict[str, str]:
    path = ROOT / "portal" / "translations" / "km" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return dict(_messages(read_po(file, locale="km")))


def _messages(catalogue: Any) -> Iterator[tuple[str, str]]:
    for message in catalogue:
        if isinstance(message.id, str):
            yield message.id, str(message.string).replace(BREAKS, "")


def _settings_that_are_read() -> set[str]:
    read: set[str] = set()

    class Noted(dict[str, str]):
        """An environment that notes what it is asked for."""

        def get(self, key: str, default: Any = None) -> Any:
            read.add(key)
            return super().get(key, default)

    given = {
        **dict.fromkeys(REQUIRED_SETTINGS, "secret-enough-for-a-test"),
        "PORTAL_ENV": "test",
        "DATABASE_URL": "postgresql://here/portal",
        "REDIS_URL": "redis://here",
        "SMTP_URL": "smtp://here",
        "BASE_URL": "http://here",
    }
    Settings.from_environment(Noted(given))
    return read
