"""How a case is played: the real operators and parameters on the case's own order."""

from __future__ import annotations

from runtime import bootstrap
from runtime.designer.simulating import rehearsal
from runtime.designer.simulating.rehearsal import World, played
from runtime.engine.design.shelf import Shelf


class Rehearsal(rehearsal.Rehearsal):
    """The processes of a shelf, ready to be played without a database.

    ``zone`` is the installation's: it reads times that have none.
    """

    def __init__(self, shelf: Shelf, zone: str) -> None:
        services = {
            operator: service
            for feature in bootstrap.SLICES
            for operator, service in feature.services.items()
        }
        made_up = bootstrap.props().made_up
        super().__init__(
            shelf, World(played(services), bootstrap.AMBIENT, made_up, zone)
        )
