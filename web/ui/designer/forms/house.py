"""What surrounds a form in a draft: the files that use it, and what they read of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from runtime.designer import readers
from runtime.designer.drafts import checking
from runtime.designer.forming.fields import Field, FormText, Place, beside, placed
from runtime.designer.forming.reading import Source
from runtime.designer.forming.writing import written
from runtime.designer.readers import Reader
from runtime.engine.design.shelf import Shelf, shelf_of
from web import context
from web.ui.designer.forms import faults
from web.ui.designer.forms.cards import Card, cards_of
from web.ui.designer.forms.faults import Told
from web.ui.designer.holding import Held


def faults_of(form: FormText) -> Told:
    """Return what is wrong with the fields as they were typed."""
    ambient = context.runtime().engine.definitions.vocabulary.ambient
    return faults.told(form, ambient)


class House:
    """What surrounds a form: the draft's files among the published ones."""

    def __init__(
        self, at: Held, source: Source, form: FormText, shown: Place | None
    ) -> None:
        self._at, self._form, self._source, self._place = at, form, source, shown
        self.told = faults_of(form)
        self.body = at.body
        if not self.told.keep_from_writing:
            self.body = written(source, form)
            known, key = self._shelf.roles, at.name.key
            faults.add_gates(self.told, form, key, self.body, known)
        if shown is not None and _is_blank(form, shown):
            self.told.by_place.pop(shown, None)  # it has just been added

    @cached_property
    def _shelf(self) -> Shelf:
        return shelf_of(context.reading(), checking.files_of(self._at.draft))

    @cached_property
    def _readers(self) -> Mapping[str, list[Reader]]:
        return readers.readers_of_form(self._shelf, self._at.name.key)

    @property
    def users(self) -> list[str]:
        """The diagrams with a step that asks this form."""
        found = readers.users_of_form(self._shelf, self._at.name.key)
        return [one.key for one in found]

    def removed(self) -> list[tuple[Field, list[Reader]]]:
        """Return the fields that are not there any more, with who reads them."""
        left = {one.origin for _, one in placed(self._form.fields)}
        gone = [one for one in self._source.form.fields if one.origin not in left]
        return [(one, self._readers.get(one.key, [])) for one in gone]

    def cards(self) -> list[Card]:
        """Return every field as a card, a group before what it holds."""
        return cards_of(self._form, self.told, self._readers, self._place)


def _is_blank(form: FormText, place: Place) -> bool:
    around = beside(form.fields, place)
    return place[-1] < len(around) and not around[place[-1]].title
