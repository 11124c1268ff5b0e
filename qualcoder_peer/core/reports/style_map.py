"""Which styles of an organisation's template stand for ours: read, suggested by their names, kept with the project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.setup import keep_setting, read_setting

SETTING = "export.styles"
"""The key under which a project keeps the map: our names → names of the template's styles."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST_BASE = 20
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Role:
    """What a style of ours (``name``) is for; ``others`` are names that templates give to the same thing."""

    name: str
    title: Message
    others: tuple[str, ...] = ()
    kind: str = "paragraph"
    level: int = 0
    """1 to 4 for headings."""


def _heading(level: int, title: Message) -> Role:
    return Role(f"heading {level}", title, (f"Rubrik {level}", f"Overskrift {level}", f"Kapitel {level}"), level=level)


ROLES: tuple[Role, ...] = (
    Role("Title", message("Title of the report"), ("Titel", "Rapporttitel", "Dokumenttitel")),
    Role("Subtitle", message("Line below the title"), ("Undertitel", "Underrubrik", "Undertitel rapport")),
    _heading(1, message("Heading, level 1")),
    _heading(2, message("Heading, level 2")),
    _heading(3, message("Heading, level 3")),
    _heading(4, message("Heading, level 4")),
    Role("Normal", message("Running text"), ("Brödtext", "Brødtekst", "Body Text", "Text Body", "Löptext")),
    Role("Quote", message("Quote set apart"),
         ("Citat", "Blockcitat", "Quotations")),
    Role("Quote Source", message("Source below a quote"),
         ("Citatkälla", "Citatkilde", "Källa", "Kilde", "Quotation Source")),
    Role("List Bullet", message("List with bullets"),
         ("Punktlista", "Punktliste", "Punktopstilling", "Opstilling - punkttegn", "Bullet List")),
    Role("List Number", message("List with numbers"),
         ("Numrerad lista", "Nummerlista", "Nummereret liste", "Opstilling - talopstilling", "Numbered List")),
    Role("caption", message("Caption of a table or chart"),
         ("Beskrivning", "Bildtext", "Tabelltext rubrik", "Tabellrubrik", "Billedtekst", "Tabeloverskrift")),
    Role("Table Text", message("Text in tables"), ("Tabelltext", "Tabeltekst", "Table Contents", "Tabellinnehåll")),
    Role("Table Note", message("Note below a table"), ("Tabellnot", "Tabelnote", "Not", "Note")),
    Role("footnote text", message("Footnotes"), ("Fotnotstext", "Fotnot", "Fodnotetekst", "Footnote")),
    Role("Definition", message("Definition of a theme"), ("Ingress", "Manchet", "Introduction")),
    Role("Quote Table", message("Tables"), ("Tabell", "Rapporttabell", "Tabel"), kind="table"),
    Role("Quoted Words", message("Quoted words in running text"), ("Citat i text", "Citattecken"),
         kind="character"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateStyle:
    """A style of a template. ``level`` is its outline level (1 to 9), 0 for text; sizes in points, 0: not said."""

    name: str
    kind: str
    level: int = 0
    font: str = ""
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class TemplateStyles:
    """What a template has: its styles in the order of the file, and whether a paragraph marks where the text goes."""

    name: str
    styles: tuple[TemplateStyle, ...]
    has_place: bool

    def of_kind(self, kind: str) -> tuple[TemplateStyle, ...]:
        """The styles for paragraphs, letters (``character``) or tables."""
        return tuple(style for style in self.styles if style.kind == kind)

    def find(self, name: str) -> TemplateStyle | None:
        """The style with this name, in any case of letters."""
        return next((style for style in self.styles if style.name.lower() == name.lower()), None)


def read_template_styles(path: str | Path) -> TemplateStyles:
    """The styles of a .docx or .dotx. Raises ExportFailed with a sentence for a file that cannot be a template."""
    from qualcoder_peer.core.reports.word_open import open_base

    base = open_base(str(path))
    root: Any = base.document.styles.element
    elements = {one.get(f"{_W}styleId"): one for one in root.findall(f"{_W}style")}
    found = []
    for element in elements.values():
        name = element.find(f"{_W}name")
        known = element.get(f"{_W}type") in ("paragraph", "character", "table")
        if known and name is not None and name.get(f"{_W}val"):
            found.append(_read_style(element, elements))
    if not found:
        raise ExportFailed(
            "The template “{name}” holds no styles. Nothing was written. Open it in Word, save it as .docx or .dotx, "
            "and choose that.",
            name=Path(path).name,
        )
    return TemplateStyles(Path(path).name, tuple(found), base.place is not None)


def suggest_styles(found: TemplateStyles) -> dict[str, str]:
    """By our names, the template's styles that seem to stand for them, where it has none of the same name.

    Running text goes to a style called Brödtext, Body Text or the like even though every template has a Normal.
    """
    suggested: dict[str, str] = {}
    for role in ROLES:
        if found.find(role.name) is not None and role.name != "Normal":
            continue
        style = _by_name(role, found) or _by_level(role, found, suggested)
        if style is not None:
            suggested[role.name] = style.name
    return suggested


def checked_map(mapping: Mapping[str, str], found: TemplateStyles) -> dict[str, str]:
    """``mapping`` without styles that the template does not have, or that are of another kind."""
    kinds = {role.name: role.kind for role in ROLES}
    styles = {ours: found.find(theirs) for ours, theirs in mapping.items()}
    return {ours: style.name for ours, style in styles.items() if style is not None and style.kind == kinds.get(ours)}


def read_style_map(project: Project) -> dict[str, str]:
    """The map that the project keeps: our names → the template's."""
    kept = read_setting(project, SETTING, {})
    known = {role.name for role in ROLES}
    if not isinstance(kept, dict):
        return {}
    return {str(ours): theirs for ours, theirs in kept.items() if ours in known and isinstance(theirs, str) and theirs}


def keep_style_map(project: Project, mapping: Mapping[str, str]) -> None:
    """Keep a map with the project (one step that can be undone). Roles that map to nothing are left out."""
    known = {role.name for role in ROLES}
    keep_setting(project, SETTING, {ours: theirs for ours, theirs in mapping.items() if ours in known and theirs})


def _by_name(role: Role, found: TemplateStyles) -> TemplateStyle | None:
    # Exact names first, then those with the name of the organisation around (“Stadens Citat”, “Citat – staden”).
    fitting = [style for style in found.of_kind(role.kind) if not role.level or style.level in (0, role.level)]
    names = [_plain(one) for one in role.others]
    for name in names:
        for style in fitting:
            if _plain(style.name) == name:
                return style
    for name in names:
        for style in fitting:
            words = _plain(style.name)
            if len(name) > 4 and (words.endswith(f" {name}") or words.startswith(f"{name} ")):
                return style
    return None


def _by_level(role: Role, found: TemplateStyles, taken: Mapping[str, str]) -> TemplateStyle | None:
    if not role.level:
        return None
    of_level = [style for style in found.of_kind("paragraph") if style.level == role.level]
    free = [style for style in of_level if style.name not in taken.values()]
    return free[0] if len(free) == 1 else None


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub(" ", name.lower()).strip()


def _read_style(element: Any, elements: Mapping[str, Any]) -> TemplateStyle:
    def said(path: str, attribute: str = "val") -> str | None:
        """What the style says, or else the one it is based on."""
        one, steps = element, 0
        while one is not None and steps < _DEEPEST_BASE:
            value = one.find("/".join(f"{_W}{part}" for part in path.split("/")))
            if value is not None:
                return value.get(f"{_W}{attribute}") or ""
            based = one.find(f"{_W}basedOn")
            one = elements.get(based.get(f"{_W}val")) if based is not None else None
            steps += 1
        return None

    level, size, colour = said("pPr/outlineLvl"), said("rPr/sz") or "", said("rPr/color") or ""
    return TemplateStyle(
        name=element.find(f"{_W}name").get(f"{_W}val"),
        kind=element.get(f"{_W}type"),
        level=int(level) + 1 if level is not None and level.isdecimal() and int(level) < 9 else 0,
        font=said("rPr/rFonts", "ascii") or "",
        size=int(size) / 2 if size.isdecimal() else 0.0,
        bold=_on(said("rPr/b")),
        italic=_on(said("rPr/i")),
        colour=f"#{colour.lower()}" if re.fullmatch(r"[0-9A-Fa-f]{6}", colour) else "",
    )


def _on(value: str | None) -> bool:
    return value is not None and value not in ("0", "false", "off")
