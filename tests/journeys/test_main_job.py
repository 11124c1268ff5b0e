"""The main job with mouse and keys: interviews in, passages coded, a report draft in Word out."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
from docx.oxml.ns import qn

from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.model import SpeakerRole, Stance
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.services.codebook import write_path
from qualcoder_peer.core.services.setup import check_project
from tests.journeys.conftest import Start
from tests.support.driving import Driven

TITLE = "Mötesplatsen “Bryggan” 2026"
QUESTIONS = ("Vad betyder stödet?", "Är stödet flexibelt?")
INTERVIEW = (
    "Intervjuare: Hur var det att komma hit första gången? 😀",
    "Anna: Jag var nervös 😅 men hon vid disken sa välkommen. Det var som att komma hem 👩‍👩‍👧 faktiskt.",
    "Intervjuare: Vad betyder mötena för dig?",
    "Anna: Mötena ger mig struktur i veckan. Utan dem blir det tomt. På tisdagarna väntar någon på mig.",
    "Intervjuare: Är det något som inte fungerar?",
    "Anna: Tiderna. Jag kan inte komma före tio. Det har jag sagt flera gånger, men inget händer.",
)
GROUP = (
    ("Intervjuare", "Vad betyder stödet för er?"),
    ("Bo", "Att någon ringer när jag inte kommer. Det gjorde ingen förut."),
    ("Cilla", "För mig är det papperen 📄 de hjälper mig med. Ansökningar är svåra."),
    ("Intervjuare", "Kan ni komma när det passar er?"),
    ("Bo", "Nej, det är bestämda tider."),
)
STORED = "\n".join(INTERVIEW)
BUTTON_QUOTE, KEY_QUOTE = "Det var som att komma hem 👩‍👩‍👧 faktiskt.", "Utan dem blir det tomt."
DRAGGED_QUOTE, GROUP_QUOTE = "Jag kan inte komma före tio.", "Det gjorde ingen förut."


def write_material(folder: Path) -> None:
    """An interview as Notepad saves it, and a group interview as Word does: bold names, a table of facts."""
    folder.mkdir()
    (folder / "Intervju 1.txt").write_bytes("\r\n".join(INTERVIEW).encode("utf-8-sig"))
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Ort", "Brofjorden"
    for who, words in GROUP:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who}:").bold = True
        paragraph.add_run(f" {words}")
    document.save(str(folder / "Grupp.docx"))


def test_from_interviews_to_a_report_in_word(start: Start, tmp_path: Path) -> None:
    write_material(tmp_path / "material")
    app = start()
    make_project(app)
    import_material(app, tmp_path / "material")
    code_the_interview(app)
    code_the_group(app)
    report = export_report(app, tmp_path / "utkast.docx")
    app.click("File", "entry")
    app.click("Quit", "entry")
    assert app.wait_closed() == 0
    look_into_the_project(next((app.profile / "documents").glob("*.qcp")))
    look_into_the_report(report)
    convert(report, tmp_path / "converted")


def make_project(app: Driven) -> None:
    app.see("New project")
    app.keys("Return")
    app.wait_focus("Title")
    app.type(TITLE)
    app.keys("Tab")
    app.type(QUESTIONS[0])
    app.keys("Return")
    app.type(QUESTIONS[1])
    app.picture("1 new project")
    app.click("Create the project")
    app.see("No material yet")
    assert app.state()["title"] == f"{TITLE} — All changes saved"


def import_material(app: Driven, folder: Path) -> None:
    app.click("Import…")
    app.wait_focus("fileNameEdit")
    app.type(str(folder))
    app.keys("Return")
    app.see(str(folder), "QComboBox")
    app.see("Intervju 1.txt", "row")
    app.type('"Grupp.docx" "Intervju 1.txt"')
    app.keys("Return")
    app.click("Grupp.docx", "row", "Files")
    for speaker, role in (("Intervjuare", "Interviewer"), ("Bo", "Bo"), ("Cilla", "Cilla")):
        assert app.see(f"Who is {speaker}", "WhoField")["words"] == role
    app.click("Intervju 1.txt", "row", "Files")
    assert app.see("Who is Anna", "WhoField")["words"] == "Anna"
    app.picture("2 import")
    app.click("Import 2 files")
    app.see("Respondents (3)", "tab")
    app.picture("3 material")


def code_the_interview(app: Driven) -> None:
    """By the bar at the selection, by a number key, by dragging; star, memo, stance; undone and done again."""
    app.click("Coding", "RailButton")
    app.click("Intervju 1", "row", "Documents")
    app.until(lambda: app.state()["document"] == len(STORED), "the interview")
    app.click(QUESTIONS[0], "row", "Code tree")
    app.select(BUTTON_QUOTE)
    app.picture("4 selection")
    app.click("Code it", "QToolButton")
    app.wait_focus("Code the selection: name, Enter")
    app.type("Trygghet")
    app.see(f"Create “Trygghet” under “{QUESTIONS[0]}”", "row")
    app.keys("Return")
    wait_coded(app, 1)
    at = app.passage(KEY_QUOTE)
    app.screen.click(tuple(at["from"]))
    app.until(lambda: app.state()["selection"] == [at["start"]] * 2, "the cursor before the words")
    for _ in range(len(KEY_QUOTE)):
        app.keys("shift+Right")
    assert app.state()["selected"] == KEY_QUOTE
    app.keys("1")
    wait_coded(app, 2)
    app.keys("s")
    app.until(lambda: [KEY_QUOTE, "Trygghet", True] in coded(app), "the star")
    app.keys("m")
    app.wait_focus("Memo on the coding")
    app.type("Jämför med gruppen, se Bo.")
    app.keys("Escape")
    app.wait_focus("Transcript")
    app.click("For", "QToolButton")
    app.until(lambda: app.state()["undo"] == "Undo: Stance of “Trygghet”", "the stance in the history")
    app.keys("ctrl+z")
    app.see("Undone: Stance of “Trygghet”")
    app.keys("ctrl+shift+z")
    app.see("Done again: Stance of “Trygghet”")
    app.picture("5 coded")
    app.click(QUESTIONS[1], "row", "Code tree")
    app.screen.click(tuple(app.passage(INTERVIEW[2][-10:])["to"]))  # selects nothing
    app.click("Search or create a code", "CodeBox")
    app.type("Tider")
    app.see(f"Create “Tider” under “{QUESTIONS[1]}”", "row")
    app.keys("Return")
    app.see("Tider", "row", "Code tree")
    app.keys("Escape")
    app.select(DRAGGED_QUOTE)
    app.until(lambda: app.state()["selected"] == DRAGGED_QUOTE, "the selection")
    app.drag_selection(DRAGGED_QUOTE, app.see("Tider", "row", "Code tree"))
    wait_coded(app, 3)
    app.picture("6 dragged")


def code_the_group(app: Driven) -> None:
    """A code dragged from the tree onto words that are selected."""
    app.click("Grupp", "row", "Documents")
    app.until(lambda: app.state()["coded"] == 0, "the group interview")
    app.select(GROUP_QUOTE)
    app.until(lambda: app.state()["selected"] == GROUP_QUOTE, "the selection")
    app.drag_onto(app.see("Trygghet", "row", "Code tree"), GROUP_QUOTE)
    wait_coded(app, 1)
    assert coded(app) == [[GROUP_QUOTE, "Trygghet", False]]
    app.picture("7 group")


def export_report(app: Driven, path: Path) -> Path:
    app.click("Report", "RailButton")
    app.click("Make a draft from the code tree", "QPushButton")
    app.see(KEY_QUOTE, "row", "Outline of the report")
    app.click("Trygghet", "row", "Outline of the report")
    app.click(GROUP_QUOTE, "row", "Quotes to choose from")
    app.keys("Return")
    app.see(GROUP_QUOTE, "row", "Outline of the report")
    app.click(BUTTON_QUOTE, "row", "Quotes to choose from", times=2)
    app.see(BUTTON_QUOTE, "row", "Outline of the report")
    app.picture("8 draft")
    app.click("Export to Word…", "QPushButton")
    app.until(lambda: app.state()["focus_kind"] == "QLineEdit", "the name of the file")
    app.type(str(path))
    app.keys("Return")
    app.click("Go on all the same", "QPushButton")  # Bo and Cilla are names, and some themes have one voice
    app.see(f"“{path.name}” was written in {path.parent}.")
    app.picture("9 exported")
    return path


def wait_coded(app: Driven, count: int) -> None:
    app.until(lambda: app.state()["coded"] == count, f"{count} codings")


def coded(app: Driven) -> list[list[object]]:
    """The codings that the transcript shows: words, code, star."""
    state = app.state()
    return [[state["text"][start:end], name, starred] for start, end, name, starred in state["codings"]]


def look_into_the_project(path: Path) -> None:
    say = texts("en").say
    with Project.open(path, read_only=True) as project:
        assert check_project(project) == []
        info = project.info()
        assert (info.title, sorted(one.name for one in project.respondents())) == (TITLE, ["Anna", "Bo", "Cilla"])
        assert project.text("Intervju 1") == STORED
        group = "Ort\tBrofjorden\n" + "\n".join(f"{who}: {words}" for who, words in GROUP)
        assert project.text("Grupp") == group
        roles = {one.label: one.role for _turn, one in project.turns("Grupp") if one is not None}
        assert roles == {"Intervjuare": SpeakerRole.INTERVIEWER, "Bo": SpeakerRole.RESPONDENT,
                         "Cilla": SpeakerRole.RESPONDENT}  # fmt: skip
        quotes = list(project.codings())
        trygghet, tider = f"{QUESTIONS[0]}/Trygghet", f"{QUESTIONS[1]}/Tider"
        assert [(one.document.title, one.start, one.text, write_path(one.code_path), one.respondent)
                for one in quotes] == [
            ("Grupp", group.index(GROUP_QUOTE), GROUP_QUOTE, trygghet, "Bo"),
            ("Intervju 1", STORED.index(BUTTON_QUOTE), BUTTON_QUOTE, trygghet, "Anna"),
            ("Intervju 1", STORED.index(KEY_QUOTE), KEY_QUOTE, trygghet, "Anna"),
            ("Intervju 1", STORED.index(DRAGGED_QUOTE), DRAGGED_QUOTE, tider, "Anna"),
        ]  # fmt: skip
        assert all(one.end == one.start + len(one.text) for one in quotes)
        assert [(one.starred, one.memo, one.stance) for one in quotes][2] == (
            True, "Jämför med gruppen, se Bo.", Stance.FOR)  # fmt: skip
        history = [say(step.label) for step in reversed(project.history()) if not step.undone]
        assert history == [
            "Create the project",
            "Add 2 research questions",
            "Import 2 files",
            "Code with the new “Trygghet”",
            "Code “Trygghet”",
            "Star “Trygghet”",
            "Memo on a coding of “Trygghet”",
            "Stance of “Trygghet”",
            "Add the code “Tider”",
            "Code “Tider”",
            "Code “Trygghet”",
            f"New report “{TITLE}”",
            "Add 1 quote to the report",
            "Add 1 quote to the report",
        ]


def look_into_the_report(path: Path) -> None:
    """Every quote stands in it, letter by letter, and the document is well built."""
    assert check_document(path) == []
    document = docx.Document(str(path))
    paragraphs = document.element.body.iter(qn("w:p"))  # python-docx passes over those in content controls
    words = "\n".join("".join(one.itertext(qn("w:t"))) for one in paragraphs)
    for quote in (BUTTON_QUOTE, KEY_QUOTE, DRAGGED_QUOTE, GROUP_QUOTE):
        assert words.count(quote) == 1, quote
    headings = [one.text for one in document.paragraphs if one.style is not None and "Heading" in str(one.style.name)]
    assert [one for one in headings if one in (*QUESTIONS, "Trygghet", "Tider")] == [
        QUESTIONS[0], "Trygghet", QUESTIONS[1], "Tider"]  # fmt: skip
    assert document.core_properties.title == TITLE


def convert(report: Path, folder: Path) -> None:
    """LibreOffice opens it and makes a PDF of several pages, where LibreOffice is installed."""
    program = shutil.which("soffice")
    if program is None:
        return
    done = subprocess.run(
        [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf",
         "--outdir", str(folder), str(report)],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    made = folder / f"{report.stem}.pdf"
    assert done.returncode == 0 and made.read_bytes().startswith(b"%PDF"), done.stderr
