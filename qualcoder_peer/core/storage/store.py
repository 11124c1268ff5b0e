"""One connection with all its repositories: what a transaction or a reading hands to the services."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property

from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import CoderId, StepId
from qualcoder_peer.core.domain.model import Step
from qualcoder_peer.core.storage import recorder
from qualcoder_peer.core.storage.analysis import Analysis
from qualcoder_peer.core.storage.attributes import Attributes
from qualcoder_peer.core.storage.codes import CodeEvents, Codes
from qualcoder_peer.core.storage.codings import Codings
from qualcoder_peer.core.storage.disclosure import Disclosure, SavedTables
from qualcoder_peer.core.storage.documents import Documents
from qualcoder_peer.core.storage.engine import file_faults, savepoint
from qualcoder_peer.core.storage.notes import Coders, Memos, ProjectInfos, Settings
from qualcoder_peer.core.storage.places import Places
from qualcoder_peer.core.storage.protocol import Protocol
from qualcoder_peer.core.storage.reports import Reports
from qualcoder_peer.core.storage.respondents import Respondents
from qualcoder_peer.core.storage.revisions import Revisions
from qualcoder_peer.core.storage.selections import Selections
from qualcoder_peer.core.storage.speakers import Speakers
from qualcoder_peer.core.storage.splices import Splices
from qualcoder_peer.core.storage.written import Written


class Store:
    """The repositories on one connection; ``coder`` is the name that signs what is done."""

    def __init__(self, connection: Connection, coder: str = "", step: StepId | None = None) -> None:
        self._connection = connection
        self.coder = coder
        self.step = step

    @cached_property
    def project(self) -> ProjectInfos:
        """What the project is about."""
        return ProjectInfos(self._connection)

    @cached_property
    def settings(self) -> Settings:
        """Choices kept with the project."""
        return Settings(self._connection)

    @cached_property
    def documents(self) -> Documents:
        """Documents, texts, speakers, turns."""
        return Documents(self._connection)

    @cached_property
    def places(self) -> Places:
        """Pages, headings and columns of sheets in documents."""
        return Places(self._connection)

    @cached_property
    def respondents(self) -> Respondents:
        """Respondents."""
        return Respondents(self._connection)

    @cached_property
    def speakers(self) -> Speakers:
        """Which speakers the persons of the register are."""
        return Speakers(self._connection)

    @cached_property
    def attributes(self) -> Attributes:
        """The free columns of the respondents' and the documents' tables, and their values."""
        return Attributes(self._connection)

    @cached_property
    def selections(self) -> Selections:
        """Sets and saved filters."""
        return Selections(self._connection)

    @cached_property
    def codes(self) -> Codes:
        """The code tree."""
        return Codes(self._connection)

    @cached_property
    def code_events(self) -> CodeEvents:
        """The history of codes."""
        return CodeEvents(self._connection)

    @cached_property
    def codings(self) -> Codings:
        """Codings."""
        return Codings(self._connection)

    @cached_property
    def memos(self) -> Memos:
        """Memos."""
        return Memos(self._connection)

    @cached_property
    def coders(self) -> Coders:
        """Coders."""
        return Coders(self._connection)

    @cached_property
    def reports(self) -> Reports:
        """Report drafts."""
        return Reports(self._connection)

    @cached_property
    def analysis(self) -> Analysis:
        """Judgements, claims and what belongs to them."""
        return Analysis(self._connection)

    @cached_property
    def disclosure(self) -> Disclosure:
        """What the disclosure check was told to let pass."""
        return Disclosure(self._connection)

    @cached_property
    def saved_tables(self) -> SavedTables:
        """Quote tables and matrices kept under a name."""
        return SavedTables(self._connection)

    @cached_property
    def revisions(self) -> Revisions:
        """New versions of documents."""
        return Revisions(self._connection)

    @cached_property
    def splices(self) -> Splices:
        """Edits of texts."""
        return Splices(self._connection, self.step)

    @cached_property
    def protocol(self) -> Protocol:
        """What was done with personal data."""
        return Protocol(self._connection)

    @cached_property
    def written(self) -> Written:
        """All places with words people have written."""
        return Written(self._connection)

    def nested(self) -> AbstractContextManager[None]:
        """What fails inside is taken back, and the transaction around it may go on."""
        return savepoint(self._connection)

    def history(self, *, limit: int | None = None, before: int | None = None) -> list[Step]:
        """The steps of work, newest first."""
        return recorder.history(self._connection, limit=limit, before=before)

    def coder_id(self) -> CoderId:
        """The id of the coder who signs this work, added when first needed."""
        from qualcoder_peer.core.domain.palette import CODER_COLOURS

        found = self.coders.named(self.coder)
        if found is not None:
            return found
        return self.coders.add(self.coder, CODER_COLOURS[len(self.coders.all()) % len(CODER_COLOURS)])

    def faults(self) -> list[str]:
        """What is wrong with the file itself: pages, indexes, references between rows, triggers that are missing."""
        return file_faults(self._connection) + recorder.missing_triggers(self._connection)
