"""What is known of capitalised words before names are looked for: lists of names, and what a project's own texts say.

A word that also stands in small letters is no unknown name; a word with a capital in the middle of a sentence hardly is
anything else. Both can only be seen over all texts together, so they are read once for their words (``Vocabulary``),
then judged (``Lexicon``), then searched (``personal_names.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from qualcoder_peer.core.domain.personal import Confidence
from qualcoder_peer.core.text.inflection import APOSTROPHES, LETTER, MARKS, UPPER, base_forms
from qualcoder_peer.core.text.labels import LabelClass, label_class

CAPITAL = rf"[{UPPER}](?<!\w.)[\w{MARKS}]*(?:[{APOSTROPHES}\-\u2010\u2011][\w{MARKS}]+){{0,4}}"
"""A word with a capital; begins with a character class, so that a search for it is quick, and is no longer than names
are, so that no text takes long."""
PARTICLES = (
    "von", "af", "av", "de", "da", "van", "der", "den", "del", "della", "di", "du", "dos", "la", "le", "al", "el",
    "bin", "ibn", "bint", "abu", "ben", "zu", "ten", "ter",
)  # fmt: skip
_PARTICLE = "|".join(PARTICLES)
_GAP = "[ \u00a0]"
_SEQUENCE = re.compile(rf"{CAPITAL}(?:{_GAP}(?:(?:{_PARTICLE}){_GAP}|al-|el-)?{CAPITAL}){{1,6}}")
_IN_SENTENCE = re.compile(
    rf"[{UPPER}](?<=[^\W\d_A-Z][ \u00a0].|[,;][ \u00a0].)[\w{MARKS}]*"
    rf"(?:[{APOSTROPHES}\-\u2010\u2011][\w{MARKS}]+){{0,4}}"
)
_EDGES = "".join(chr(code) for code in range(33, 48)) + ":;<=>?[]^_`{|}~«»“”„‘’‚…–—•·¡¿"
_CALL_ME = re.compile(r"(?:call|called|calls|kald\w*|kalt\w*|kall\w*) (?:me|mig|meg) $")
_PRONOUN = re.compile(r"(?:hon|han|hen|hun|he|she|who|hennes|hans|hendes)(?!\w)")
_NEXT_WORD = re.compile(rf"[ \u00a0]({LETTER}+)")
_MAIL_NAME = re.compile(r"[a-zåäöæøéü]{3,}")
_FOLD_AT = 400_000
_ORGANISATION = re.compile(
    r".*(?:huset|gården|skolan|skole|skolen|kommun|kommune|kommunen|verket|kassan|kassen|förmedlingen|förvaltningen|"
    r"mottagningen|centralen|centrum|vårdcentral|mottagning|centret|senteret|sentret|centeret|hemmet|hjemmet|"
    r"sjukhus|sjukhuset|hospital|"
    r"hospitalet|sykehus|sykehuset|föreningen|foreningen|förbundet|forbundet|tjänsten|tjenesten|styrelsen|nämnden|"
    r"nævnet|rådet|byrån|gatan|vägen|vejen|gade|gata|veien|torget|torvet|parken|köping|stad|bladet|boendet|bostedet|"
    r"psykiatrin|psykiatrien|enheten|enheden|avdelningen|afdelingen|avdelingen|teamet|gruppen|stiftelsen|fonden|"
    r"universitetet|universitet|högskolan|kyrkan|kirken|biblioteket|kliniken|lagen|loven|avtalet|programmet|"
    r"projektet|prosjektet|bolaget|banken|partiet|distriktet|regionen|mässan|dagen|veckan|kontoret)s?"
)
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of ``resources/names``: capitalised as names are, all else in small letters but ``never`` and towns."""

    first: frozenset[str]
    last: frozenset[str]
    wide_first: frozenset[str]
    wide_last: frozenset[str]
    towns: frozenset[str]
    never: frozenset[str]
    words: frozenset[str]
    wordlike: frozenset[str]
    titles: frozenset[str]
    said: frozenset[str]
    told: frozenset[str]


class Sort(IntEnum):
    """What a capitalised word is by itself."""

    NONE = 0
    NEVER = 1
    PLACE = 2
    UNKNOWN = 3
    WIDE = 4
    LAST = 5
    LEARNT = 6
    FIRST = 7


@dataclass(frozen=True, slots=True)
class Known:
    """A capitalised word as the lexicon judges it. ``base`` is it without genitive; ``wordlike``: a word of every day
    too; ``share``: how often it has its capital in the middle of a sentence rather than being written small, 0 to 1."""

    sort: Sort
    base: str
    wordlike: bool
    share: float
    first: bool = False
    last: bool = False
    place: bool = False


class Vocabulary:
    """The words of a project's texts, added one text at a time; memory grows with the different words only."""

    def __init__(self, names: Names) -> None:
        self.small: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()
        self.sequences: Counter[str] = Counter()
        self.introduced: Counter[str] = Counter()
        self.mail_names: Counter[str] = Counter()
        self.every: set[str] = set()
        self._titles, self._told = names.titles, names.told
        self._listed = names.first | names.last | names.never | names.towns
        self._raw: Counter[str] = Counter()

    def add(self, text: str) -> None:
        """Count the words of one text."""
        self._raw.update(text.split())
        self.sequences.update(_SEQUENCE.findall(text))
        self.capitals.update(self._words_in_sentences(text))
        place = text.find("@")
        while place >= 0:
            self.mail_names.update(_MAIL_NAME.findall(text[max(0, place - 50) : place].split(" ")[-1].casefold()))
            place = text.find("@", place + 1)
        if len(self._raw) > _FOLD_AT:
            self._fold()

    def finish(self) -> None:
        """Say that all texts have been added."""
        self._fold()

    def _fold(self) -> None:
        small, every = self.small, self.every
        for raw, count in self._raw.items():
            if "@" in raw or "/" in raw:
                continue
            word = raw.strip(_EDGES)
            if not word or ("." in word and not word.endswith(".")):
                continue
            if word[0].islower():
                for part in (word, *word.split("-")) if "-" in word else (word,):
                    small[unicodedata.normalize("NFC", part)] += count
            elif word[0].isupper():
                every.add(word)
        self._raw.clear()

    def _words_in_sentences(self, text: str) -> Iterator[str]:
        """Words with a capital within a sentence; counts those unknown ones that stand after *heter*, *min handläggare*
        and the like, or before *sa* or *, hon*."""
        listed = self._listed
        for found in _IN_SENTENCE.finditer(text):
            word = found.group()
            if word not in listed and self._is_introduced(text, *found.span()):
                self.introduced[word] += 1
            yield word

    def _is_introduced(self, text: str, start: int, end: int) -> bool:
        before = word_before(text, start)
        if before in self._titles:
            return True
        if before in ("me", "mig", "meg") and _CALL_ME.search(text, max(0, start - 30), start):
            return True
        if text[end : end + 2] == ", ":
            return _PRONOUN.match(text, end + 2) is not None
        following = _NEXT_WORD.match(text, end)
        return following is not None and following[1].casefold() in self._told


class Lexicon:
    """Judges capitalised words, by lists and by a finished Vocabulary. ``labels`` are the labels of speakers; words of
    ``harmless`` (any case) are no names: pseudonyms in use, and what the user has said."""

    def __init__(
        self, names: Names, vocabulary: Vocabulary, labels: Iterable[str] = (), harmless: Iterable[str] = ()
    ) -> None:
        self.names, self.vocabulary = names, vocabulary
        self.harmless = frozenset(word.casefold() for phrase in harmless for word in (phrase, *phrase.split()))
        self._known: dict[str, Known] = {}
        self.labelled = frozenset(
            word for label in labels for word in _label_words(label) if word not in names.never
        )
        self.learnt: dict[str, Confidence] = {}
        self._learn()

    def known(self, word: str) -> Known:
        """The judgement on a word with a capital, kept."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._judge(word)
        return found

    def small_names(self) -> frozenset[str]:
        """Names that somebody has written in small letters too, though they are no words: *anna* beside *Anna*."""
        names, vocabulary = self.names, self.vocabulary
        return frozenset(
            small for small in vocabulary.small
            if len(small) > 3 and small.capitalize() in names.first and not self._is_word(small)
            and vocabulary.capitals[small.capitalize()] and small not in self.harmless
        )  # fmt: skip

    def is_organisation(self, word: str) -> bool:
        """Whether the word ends as names of offices, houses and streets do, or is one that nobody is called."""
        return _ORGANISATION.fullmatch(word.casefold()) is not None

    def is_common(self, word: str) -> bool:
        """Whether the word, or another form of it, stands in small letters in the project or the lists."""
        small = word.casefold()
        counts = self.vocabulary.small
        forms = [small, *(small + end for end in ("s", "n", "t", "en", "et", "er", "ar"))]
        forms += [small[: -len(end)] for end in ("s", "n", "t", "en", "et", "er", "ens", "ets") if small.endswith(end)]
        return any(len(form) > 2 and (form in self.names.words or counts[form]) for form in forms)

    def _is_word(self, small: str) -> bool:
        return small in self.names.words or small in self.names.wordlike

    def _learn(self) -> None:
        learnt = self.learnt
        for label in self.labelled:
            if self._may_be_learnt(label) and not self._listed(label) and not self.is_common(label):
                learnt[label] = Confidence.LIKELY
        for word in self.vocabulary.introduced:
            base = self._base_of(word)
            if self._may_be_learnt(base) and not self._listed(base) and not self.is_common(base):
                learnt.setdefault(base, Confidence.LIKELY)
        for part in self.vocabulary.mail_names:
            name = part.capitalize()
            if self._may_be_learnt(name) and not self._listed(name) and not self.is_common(name):
                if self.vocabulary.capitals[name] or name in self.vocabulary.every:
                    learnt.setdefault(name, Confidence.LIKELY)
        self._learn_pairs()

    def _learn_pairs(self) -> None:
        """Two or three words with capitals that nobody writes small are a name; so are their parts elsewhere."""
        for sequence in self.vocabulary.sequences:
            words = [word for word in re.split(r"[ \u00a0]", sequence) if word not in PARTICLES]
            if not 2 <= len(words) <= 3:
                continue
            bases = [*words[:-1], self._base_of(words[-1])]
            listed = [self._listed(base) for base in bases]
            if not any(listed):
                if all(self._may_be_learnt(base) and not self.is_common(base) for base in bases):
                    for base in bases:
                        self.learnt.setdefault(base, Confidence.POSSIBLE)
                continue
            for base, there in zip(bases[1:], listed[1:], strict=True):
                if not there and self._is_first(bases[0]) and self._may_be_learnt(base) and not self.is_common(base):
                    self.learnt[base] = Confidence.LIKELY
            if not listed[0] and bases[-1] in self.names.last and not self.is_common(bases[-1]):
                if self._may_be_learnt(bases[0]) and not self.is_common(bases[0]):
                    self.learnt[bases[0]] = Confidence.LIKELY

    def _is_first(self, word: str) -> bool:
        return word in self.names.first or word in self.names.wide_first

    def _listed(self, word: str) -> bool:
        names = self.names
        return (
            word in names.first or word in names.last or word in names.wide_first or word in names.wide_last
        )

    def _may_be_learnt(self, word: str) -> bool:
        return (
            len(word) > _FEWEST_LETTERS and word[1:].islower() and not any(sign.isdigit() for sign in word)
            and word not in self.names.never and word not in self.names.towns
            and word.removesuffix("s") not in self.names.towns and word.removesuffix("s") not in self.names.never
            and word.casefold() not in self.harmless and not self.is_organisation(word)
        )  # fmt: skip

    def _base_of(self, word: str) -> str:
        """The word without its genitive, as far as that can be known."""
        if self._listed(word) or word in self.learnt:
            return word
        for base in base_forms(word):
            if self._listed(base) or base in self.learnt or self.vocabulary.capitals[base] or base != word[:-1]:
                return base
        return word

    def _judge(self, word: str) -> Known:
        plain = unicodedata.normalize("NFC", word)
        if plain.isupper() and len(plain) > 2 and plain.isalpha():
            plain = plain.capitalize() if self._is_shouted(plain) else plain
        base = self._base_of(plain)
        small = base.casefold()
        if small in self.harmless or plain.casefold() in self.harmless:
            return Known(Sort.NONE, base, False, 0.0)
        capitals, written_small = self.vocabulary.capitals, self.vocabulary.small[small]
        middle = capitals[base] + capitals[base + "s"]
        share = middle / (middle + written_small) if middle else 0.0
        wordlike = self._is_word(small) or written_small > 0
        names = self.names
        place = base in names.towns or plain in names.towns
        first = base in names.first
        last = base in names.last or base in names.wide_last
        sort = self._sort(base, plain, first, last, place)
        return Known(sort, base, wordlike, share, first or base in names.wide_first, last, place)

    def _sort(self, base: str, plain: str, first: bool, last: bool, place: bool) -> Sort:
        names = self.names
        if any(sign.isdigit() for sign in plain) or (len(base) < _FEWEST_LETTERS):
            return Sort.NONE
        if plain in names.never or base in names.never:
            return Sort.NEVER
        if place and not first:
            return Sort.PLACE
        if first:
            return Sort.FIRST
        if base in self.learnt:
            return Sort.LEARNT
        if base in names.wide_first:
            return Sort.WIDE
        if last:
            return Sort.LAST
        common = self.is_common(base) or self.is_organisation(base) or not base[1:].islower()
        return Sort.NONE if common else Sort.UNKNOWN

    def _is_shouted(self, word: str) -> bool:
        """Whether a word in capitals is a name that is written as a name elsewhere, or hardly anything else."""
        name = word.capitalize()
        base = name if self._listed(name) else name.removesuffix("s")
        if self.vocabulary.capitals[base] and self._listed(base):
            return True
        return len(word) > 3 and base in self.names.first and not self._is_word(base.casefold())


def word_before(text: str, place: int) -> str:
    """The word before ``place`` with only a blank between, in small letters; empty when there is none so near."""
    if place < 2 or text[place - 1] not in " \u00a0":
        return ""
    words = text[max(0, place - 30) : place - 1].split()
    word = words[-1].lstrip("\"”“»«„(['’") if words else ""
    return word.casefold() if word.isalpha() and not text[place - 2].isspace() else ""


def _label_words(label: str) -> list[str]:
    """The words of a speaker's label that can be a name; none of *R1* or *Intervjuare*."""
    if label_class(label) is not LabelClass.NAME:
        return []
    words: list[str] = re.findall(rf"{LETTER}+(?:-{LETTER}+)*", label)
    return [word for word in words if word[0].isupper() and len(word) > 1]
