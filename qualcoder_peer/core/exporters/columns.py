"""The columns of a quote table: what each is called and what it says of a quote.

To add a column: one entry in ``COLUMNS``. Two keys stand for several columns: ``attributes`` (one for each attribute
of the respondents) and ``subthemes`` (one for each level of the code tree below the themes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from qualcoder_peer.core.domain.ids import CodeId, CodingId, RespondentId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import STANCE_TITLES, Attribute, Code, CodeRole, Stance
from qualcoder_peer.core.domain.times import clock
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.attributes import shown_value
from qualcoder_peer.core.services.codebook import CodeTree, write_path
from qualcoder_peer.core.services.quotes import Quote

STAR = "★"


@dataclass(frozen=True, slots=True)
class Facts:
    """What columns need besides the quote: names of respondents, reports that use a quote, the language."""

    texts: Texts
    respondents: Mapping[RespondentId, str]
    used_in: Mapping[CodingId, str]
    attributes: tuple[Attribute, ...]
    levels: int
    """How many levels of themes and codes the tree has, research questions not counted."""


Value = Callable[[Quote], str | int]
ValueOf = Callable[[Facts], Value]


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """A choice in the list of columns. ``width`` is in characters; ``number`` columns hold whole numbers."""

    key: str
    title: str
    width: int
    value: ValueOf
    number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one table: its title in the language of the table and what it says of a quote."""

    key: str
    title: str
    width: int
    value: Value
    number: bool = False


def _plain(value: Value) -> ValueOf:
    return lambda facts: value


def _by_code(words: Callable[[Quote], str]) -> ValueOf:
    # Said of the code, not of the quote: worked out once a code and table.
    def value_of(facts: Facts) -> Value:
        """The column for one table, which keeps what it has worked out."""
        known: dict[CodeId, str] = {}

        def value(quote: Quote) -> str:
            found = known.get(quote.code_id)
            if found is None:
                found = known[quote.code_id] = words(quote)
            return found

        return value

    return value_of


def _pseudonym(facts: Facts) -> Value:
    names = facts.respondents

    def value(quote: Quote) -> str:
        if len(quote.respondents) > 1:
            return ", ".join(names[one] for one in quote.respondents if one in names)
        return quote.respondent

    return value


def _stance(facts: Facts) -> Value:
    words = {stance: "" if stance is Stance.NONE else facts.texts(title) for stance, title in STANCE_TITLES.items()}
    return lambda quote: words[quote.stance]


def _level(number: int) -> ValueOf:
    def words(quote: Quote) -> str:
        levels = theme_line(quote.code_line)
        return levels[number].name if number < len(levels) else ""

    return _by_code(words)


def theme_line(line: Sequence[Code]) -> list[Code]:
    """The themes and codes of a line through the tree, without research questions."""
    return [code for code in line if code.role is not CodeRole.QUESTION]


COLUMNS: tuple[ColumnKind, ...] = (
    ColumnKind("id", N_("Quote id"), 9, _plain(attrgetter("id")), number=True),
    ColumnKind("pseudonym", N_("Respondent"), 14, _pseudonym),
    ColumnKind("attributes", N_("Attributes of the respondents"), 14, _plain(lambda quote: "")),
    ColumnKind("transcript", N_("Transcript"), 22, _plain(attrgetter("document.title"))),
    ColumnKind("paragraph", N_("Paragraph"), 10, _plain(attrgetter("paragraph")), number=True),
    ColumnKind("turn", N_("Turn"), 8, _plain(lambda quote: "" if quote.turn is None else quote.turn), number=True),
    ColumnKind(
        "time", N_("Time"), 10, _plain(lambda quote: "" if quote.time_ms is None else clock(quote.time_ms))
    ),
    ColumnKind("speaker", N_("Speaker"), 12, _plain(attrgetter("speaker"))),
    ColumnKind("before", N_("Words before"), 34, _plain(attrgetter("before"))),
    ColumnKind("quote", N_("Quote as said"), 70, _plain(attrgetter("text"))),
    ColumnKind("after", N_("Words after"), 34, _plain(attrgetter("after"))),
    ColumnKind("question", N_("Research question"), 26, _by_code(lambda quote: quote.question)),
    ColumnKind("theme", N_("Theme"), 22, _level(0)),
    ColumnKind("subthemes", N_("Sub-themes"), 22, _plain(lambda quote: "")),
    ColumnKind("code_path", N_("Code path"), 34, _by_code(lambda quote: write_path(quote.code_path))),
    ColumnKind("stance", N_("Stance"), 10, _stance),
    ColumnKind("star", N_("Starred"), 9, _plain(lambda quote: STAR if quote.starred else "")),
    ColumnKind("memo", N_("Memo"), 34, _plain(attrgetter("memo"))),
    ColumnKind("coder", N_("Coder"), 12, _plain(attrgetter("coder"))),
    ColumnKind("date", N_("Coded on"), 12, _plain(lambda quote: quote.created[:10])),
    ColumnKind("used_in", N_("Used in report"), 22, lambda facts: lambda quote: facts.used_in.get(quote.id, "")),
)
"""Every column, in the usual order."""

CONTEXT = frozenset(("before", "after"))
"""Columns with the words around a quote, which are read only when asked for."""
AROUND = 200
"""Code points of the text before and after a quote in these columns."""
USUAL_COLUMNS = tuple(kind.key for kind in COLUMNS if kind.key not in ("turn", "code_path", *CONTEXT))
"""What a table for a spreadsheet or a browser has when nothing is chosen."""
PAGE_COLUMNS = ("pseudonym", "transcript", "paragraph", "quote", "code_path", "stance", "memo")
"""What a table on paper has when nothing is chosen: as much as fits."""


def read_facts(project: Project, texts: Texts, attributes: tuple[str, ...] | None) -> Facts:
    """The facts for one table; ``attributes`` chosen by name, None for all."""
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        columns = store.attributes.all()
        named = {one.name: one for one in columns}
        return Facts(
            texts,
            {one.id: one.name for one in store.respondents.all()},
            _used_in(store),
            tuple(columns if attributes is None else (named[one] for one in attributes if one in named)),
            max((len(theme_line(tree.line(code.id))) for code in tree.in_order()), default=0),
        )


def chosen_columns(keys: Sequence[str], facts: Facts) -> list[Column]:
    """The columns for chosen keys in their order; keys that are unknown are passed over."""
    kinds = {kind.key: kind for kind in COLUMNS}
    made: list[Column] = []
    for key in dict.fromkeys(keys):
        kind = kinds.get(key)
        if kind is None:
            continue
        if key == "attributes":
            made.extend(_attribute_column(one, kind.width, facts.texts) for one in facts.attributes)
        elif key == "subthemes":
            made.extend(_subtheme_columns(facts, kind.width))
        else:
            made.append(Column(key, facts.texts(kind.title), kind.width, kind.value(facts), kind.number))
    return made


def _attribute_column(attribute: Attribute, width: int, say: Texts) -> Column:
    name = attribute.name

    def value(quote: Quote) -> str:
        return shown_value(attribute, quote.attributes.get(name, ""), say)

    return Column(f"attribute:{name}", name, width, value)


def _subtheme_columns(facts: Facts, width: int) -> list[Column]:
    made = []
    for level in range(1, facts.levels):
        title = facts.texts("Sub-theme") if level == 1 else facts.texts("Sub-theme, level {number}", number=level)
        made.append(Column(f"subtheme:{level}", title, width, _level(level)(facts)))
    return made


def _used_in(store: Store) -> dict[CodingId, str]:
    used: dict[CodingId, list[str]] = {}
    for report in store.reports.all():
        for item in store.reports.items(report.id):
            if item.coding_id is not None and report.title not in used.setdefault(item.coding_id, []):
                used[item.coding_id].append(report.title)
    return {coding: ", ".join(titles) for coding, titles in used.items()}
