"""REFI-QDA codebooks: valid by the schema, the same after a round trip, and hostile files refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qualcoder_peer.core.domain.errors import ExportFailed, UnreadableFile
from qualcoder_peer.core.domain.exports import CodebookOptions
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.exchange.codebooks import read_codebook
from qualcoder_peer.core.exchange.qdc import read_qdc
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree, add_code, clean_name, read_tree, set_code_memo
from qualcoder_peer.core.services.codebook_import import import_codebook, plan_codebook

SCHEMA = Path(__file__).parents[2] / "data/schemas/Codebook-mrt2019.xsd"
"""The schema of the format as its publisher has it, under the MIT licence that stands in it."""
_GUID = "5215cc69-b628-4e02-afb9-9beeaee55808"
_WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"], include_characters="\n"), max_size=30
)


def qdc(path: Path, codes: str, *, space: str = "urn:QDA-XML:codebook:1.0", after: str = "") -> Path:
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="{space}" origin="Another 1.0"><Codes>{codes}</Codes>'
        f"{after}</CodeBook>",
        encoding="utf-8",
    )
    return path


def export(project: Project, path: Path) -> Path:
    exporter_for("codebook", path).run(project, path, CodebookOptions(language="da"))
    return path


def whole(tree: CodeTree) -> list[tuple[object, ...]]:
    return [
        (tree.path(one.id), one.guid, one.colour, one.definition, one.when_to_use, one.when_not, one.example)
        for one in tree.in_order()
    ]


def grow(project: Project, shape: list[tuple[int, str, str, str, int, str]]) -> None:
    made: list[CodeId] = []
    for up, name, definition, example, colour, memo in shape:
        parent = made[up % (len(made) + 1) - 1] if up % (len(made) + 1) else None
        described = {"definition": definition.strip(), "example": example.strip(), "when_not": example.strip()}
        made.append(
            add_code(project, clean_name(name) or "x", parent, colour=f"#{colour:06x}", texts=described)
        )
        set_code_memo(project, made[-1], memo.strip())


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 50), _WORDS, _WORDS, _WORDS, st.integers(0, 0xFFFFFF), _WORDS), min_size=1, max_size=8
    )
)
def test_a_round_trip_keeps_everything_and_the_file_is_valid(
    tmp_path_factory: pytest.TempPathFactory, shape: list[tuple[int, str, str, str, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("qdc")
    with Project.create(folder / "a.qcp", title="x", coder="AJ") as project:
        grow(project, shape)
        first, before = export(project, folder / "a.qdc"), whole(read_tree(project))
        assert plan_codebook(project, read_qdc(first)).new == 0
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(etree.parse(str(first)))
    with Project.create(folder / "b.qcp", title="y", coder="AJ") as project:
        import_codebook(project, plan_codebook(project, read_qdc(first)))
        assert whole(read_tree(project)) == before
        second = export(project, folder / "b.qdc")
    assert second.read_bytes() == first.read_bytes()


def test_a_file_of_another_program_and_back(tmp_path: Path) -> None:
    codes = (
        f'<Code guid="{{{_GUID.upper()}}}" name="Topics" isCodable="false">'
        '<Description>All &amp; sundry\r\n\r\nExample: a\n\nb</Description><NoteRef targetGUID="x"/>'
        '<Code guid="d7aa29da-519b-4946-9b90-253b6db8fd0a" name="Economy" isCodable="true" color="#fF0"/>'
        '<Code guid="c-joy" name="Economy" isCodable="1" color="rgba(1,2,3,0.5)"/></Code>'
    )
    sets = '<Sets><Set guid="x" name="group 1"><MemberCode guid="y"/></Set></Sets>'
    book = read_codebook(qdc(tmp_path / "a.qdc", codes, space="urn:QDA-XML:codebook:9", after=sets))
    assert [(book.path(at), one.guid, one.colour, one.role) for at, one in enumerate(book.codes)] == [
        (("Topics",), _GUID, "", CodeRole.THEME),
        (("Topics", "Economy"), "d7aa29da-519b-4946-9b90-253b6db8fd0a", "#ffff00", None),
        (("Topics", "Economy"), "", "#010203", None),
    ]
    assert dict(book.codes[0].texts) == {"definition": "All & sundry", "example": "a\n\nb"}
    assert [texts("en").say(one.message) for one in book.left_out] == [
        "1 set of codes left out: “group 1”",
        "1 note on codes left out",
        "Written in a version of the format that is not known (“urn:QDA-XML:codebook:9”)",
        "1 code has no identity of its own in the file (“Economy”) and gets a new one",
    ]
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as project:
        import_codebook(project, plan_codebook(project, book))
        root = etree.parse(str(export(project, tmp_path / "b.qdc"))).getroot()
    found = [(one.get("guid"), one.get("name"), one.get("color")) for one in root.iter("{*}Code")]
    assert found[0][:2] == (_GUID, "Topics")
    assert found[1] == ("d7aa29da-519b-4946-9b90-253b6db8fd0a", "Economy", "#ffff00")
    assert found[2][1:] == ("Economy", "#010203")


@pytest.mark.parametrize("space", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0"])
def test_namespaces_that_programs_write(tmp_path: Path, space: str) -> None:
    code = f'<Code guid="{_GUID}" name="A" isCodable="true"/>'
    assert not read_codebook(qdc(tmp_path / "a.qdc", code, space=space, after="<Sets/>")).left_out


def test_the_same_guid_twice_makes_two_codes(tmp_path: Path) -> None:
    code = f'<Code guid="{_GUID}" name="A" isCodable="true"/>'
    book = read_codebook(qdc(tmp_path / "a.qdc", code + code))
    assert [one.guid for one in book.codes] == [_GUID, ""]
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as project:
        assert len(import_codebook(project, plan_codebook(project, book)).made) == 2


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))
"""Written out, the last one would be 200 MB."""


@pytest.mark.parametrize(
    "content",
    [
        f'<!DOCTYPE CodeBook [{_LAUGHS}]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="{_GUID}" '
        'name="&l8;" isCodable="true"/></Codes></CodeBook>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><CodeBook><Codes><Code guid="a" name="a">'
        "<Description>&f;</Description></Code></Codes></CodeBook>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><CodeBook><Codes/></CodeBook>',
        "<CodeBook><Codes>",
        "<Project><CodeBook/></Project>",
        "<CodeBook/>",
        "<CodeBook><Codes/></CodeBook>",
        '<CodeBook><Codes><Code guid="a" name=" "/></Codes></CodeBook>',
        "<CodeBook><Codes>" + '<Code name="a">' * 60 + "</Code>" * 60 + "</Codes></CodeBook>",
        "<CodeBook><Codes>" + '<Code name="a">' * 100_000 + "</Code>" * 100_000 + "</Codes></CodeBook>",
        "inget xml alls",
    ],
)
def test_harmful_and_broken_files_are_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "b.qdc"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read_codebook(path)
    said = str(caught.value)
    assert "b.qdc" in said and "Nothing was imported" in said and "root:" not in said


def test_letters_in_another_encoding_than_the_file_says_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.qdc"
    path.write_bytes('<CodeBook><Codes><Code guid="a" name="Övrigt"/></Codes></CodeBook>'.encode("cp1252"))
    with pytest.raises(UnreadableFile):
        read_codebook(path)
    wide = '<?xml version="1.0" encoding="utf-16"?><CodeBook><Codes><Code name="Övrigt"/></Codes></CodeBook>'
    path.write_bytes(wide.encode("utf-16"))
    assert read_codebook(path).codes[0].name == "Övrigt"


def test_a_project_without_codes_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "b.qdc"
    path.write_text("kept")
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as project, pytest.raises(ExportFailed):
        export(project, path)
    assert path.read_text() == "kept"
