"""Files that cannot be updated: a sentence each, the file untouched, nothing written beside it."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, ExportFailed, NotFound, UnreadableFile
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.reports.sync import apply_update, plan_update, updated_name
from qualcoder_peer.core.reports.word_gate import MOST_BYTES
from qualcoder_peer.core.reports.sync_plan import Decision
from qualcoder_peer.core.services.reports import remove_report
from tests.core.reports.edited import Edited, packed, words
from tests.core.reports.test_sync import SHORT, Desk, desk, said

__all__ = ["desk"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(desk: Desk, name: str, data: bytes) -> str:
    path = desk.file.with_name(name)
    path.write_bytes(data)
    before = sorted(one.name for one in path.parent.iterdir())
    with pytest.raises(UnreadableFile) as caught:
        desk.plan(path)
    assert path.read_bytes() == data
    assert sorted(one.name for one in path.parent.iterdir()) == before
    assert name in str(caught.value)
    return str(caught.value)


def test_files_of_another_kind(desk: Desk) -> None:
    assert "older Office format" in refusal(desk, "gammal.docx", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"))
    assert "password" in refusal(desk, "hemlig.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert "PDF" in refusal(desk, "rapport.docx", b"%PDF-1.7\n" + b"x" * 50)
    assert "0 bytes" in refusal(desk, "tom.docx", b"")
    assert "damaged" in refusal(desk, "skräp.docx", os.urandom(400))
    assert "plain text" in refusal(desk, "text.docx", b"Bara text, ingenting annat.")


def test_damaged_and_harmful_packages(desk: Desk) -> None:
    whole = desk.file.read_bytes()
    assert "damaged" in refusal(desk, "halv.docx", whole[: len(whole) // 2])
    edited = Edited(desk.file)
    parts = dict(edited.parts)
    parts["word/document.xml"] = parts["word/document.xml"][:-40]
    assert "damaged" in refusal(desk, "avhuggen.docx", packed(parts))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    parts["word/document.xml"] = bomb + edited.parts["word/document.xml"].partition(b"?>")[2]
    assert "damaged" in refusal(desk, "entitet.docx", packed(parts))
    parts["word/document.xml"] = b" " * 30_000_000
    assert "unpack to far more" in refusal(desk, "bomb.docx", packed(parts))
    del parts["word/document.xml"]
    assert refusal(desk, "utan.docx", packed(parts))
    strict = edited.parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert "Strict" in refusal(desk, "strikt.docx", packed({**edited.parts, "word/document.xml": strict}))


def test_nested_without_end(desk: Desk) -> None:
    edited = Edited(desk.file)
    deep = b"<w:sdt><w:sdtContent>" * 400 + b"</w:sdtContent></w:sdt>" * 400
    parts = dict(edited.parts)
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + deep)
    assert "damaged" in refusal(desk, "djup.docx", packed(parts))


def test_much_too_large(desk: Desk) -> None:
    path = desk.file.with_name("stor.docx")
    with path.open("wb") as file:
        file.truncate(500_000_000)
    assert path.stat().st_size > MOST_BYTES
    with pytest.raises(UnreadableFile, match="500 MB"):
        desk.plan(path)


def test_a_file_without_controls_and_one_that_is_gone(desk: Desk, tmp_path: Path) -> None:
    import docx

    plain = docx.Document()
    plain.add_paragraph("Inget av vårt.")
    plain.save(str(tmp_path / "egen.docx"))
    with pytest.raises(UnreadableFile, match="nothing that QualCoder Peer could bring up to date"):
        desk.plan(tmp_path / "egen.docx")
    with pytest.raises(UnreadableFile, match="not there any more"):
        desk.plan(tmp_path / "borta.docx")
    with pytest.raises(UnreadableFile, match="folder"):
        desk.plan(tmp_path)


def test_macros_are_kept(desk: Desk) -> None:
    edited = Edited(desk.file)
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    edited.parts["[Content_Types].xml"] = edited.parts["[Content_Types].xml"].replace(plain, macro)
    edited.parts["word/vbaProject.bin"] = b"\x01macro"
    path = edited.save(desk.file.with_suffix(".docm"))
    desk.shorten_first_quote()
    plan = desk.plan(path)
    with pytest.raises(ExportFailed, match="must end in .docm"):
        apply_update(plan, out_path=path.with_name("ny.docx"))
    made = apply_update(plan)
    assert made.path.suffix == ".docm"
    with zipfile.ZipFile(made.path) as package:
        assert package.read("word/vbaProject.bin") == b"\x01macro"


def test_the_file_itself_is_never_the_target(desk: Desk, tmp_path: Path) -> None:
    desk.shorten_first_quote()
    plan = desk.plan()
    with pytest.raises(ExportFailed, match="never written over"):
        apply_update(plan, out_path=desk.file)
    link = tmp_path / "länk.docx"
    link.symlink_to(desk.file)
    with pytest.raises(ExportFailed, match="never written over"):
        apply_update(plan, out_path=link)


def test_what_stands_at_the_target_is_backed_up(desk: Desk, tmp_path: Path) -> None:
    desk.shorten_first_quote()
    plan, target = desk.plan(), tmp_path / "ut.docx"
    target.write_bytes(b"tidigare")
    result = apply_update(plan, out_path=target)
    assert result.backup is not None and result.backup.read_bytes() == b"tidigare"
    assert SHORT in words(Edited(target).control(desk.quote(0)))
    assert result.backup.parent == target.parent and "backup" in result.backup.name


def test_names_with_a_date_are_never_taken_twice(desk: Desk) -> None:
    desk.shorten_first_quote()
    plan = desk.plan()
    first, second = apply_update(plan).path, apply_update(plan).path
    assert first != second and first.exists() and second.exists()
    assert "uppdaterad" not in updated_name(desk.file).name and updated_name(desk.file) not in (first, second)


def test_open_in_word(desk: Desk, tmp_path: Path) -> None:
    desk.shorten_first_quote()
    desk.file.with_name("~$apport.docx").write_bytes(b"")
    plan = desk.plan()
    assert "open in Word" in " ".join(said(plan))
    target = tmp_path / "fram.docx"
    target.write_bytes(b"x")
    (tmp_path / ".~lock.fram.docx#").write_text(",someone")
    with pytest.raises(ExportFailed, match="open in LibreOffice"):
        apply_update(plan, out_path=target)
    assert target.read_bytes() == b"x"


def test_saved_again_meanwhile(desk: Desk) -> None:
    desk.shorten_first_quote()
    plan = desk.plan()
    edited = Edited(desk.file)
    edited.add("<w:p><w:r><w:t>En rad till.</w:t></w:r></w:p>")
    edited.save()
    with pytest.raises(ExportFailed, match="saved again since"):
        apply_update(plan)


def test_a_folder_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    desk.shorten_first_quote()
    with pytest.raises(ExportFailed, match="does not exist"):
        apply_update(desk.plan(), out_path=tmp_path / "ingen" / "ut.docx")


def test_cancelled_and_no_report(desk: Desk) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        plan_update(desk.island.project, desk.report, desk.file, progress=progress)
    seen: list[Message] = []
    plan_update(desk.island.project, None, desk.file, progress=Progress(lambda _done, _all, what: seen.append(what)))
    assert len(seen) > 5
    remove_report(desk.island.project, desk.report)
    with pytest.raises(NotFound, match="no such report"):
        desk.plan()


def test_a_decision_that_cannot_be_taken_is_the_safe_one(desk: Desk) -> None:
    desk.shorten_first_quote()
    plan = desk.plan()
    result = apply_update(plan, {one.number: Decision.ADD for one in plan.entries})
    assert result.added == 0 and result.refreshed >= 1
