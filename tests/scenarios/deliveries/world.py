"""A small installation with one outside system, for stories about deliveries.

Run as a program it is a worker that sends one batch of what is due: the child
that a test kills. ``python -m tests.scenarios.deliveries.world FOLDER DATABASE_URL``
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from runtime.connectors.config import load
from runtime.connectors.dispatch import DeliveryLane
from runtime.engine.design import deploy
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.definitions import Definitions, Vocabulary
from runtime.engine.handlers import Handlers
from runtime.engine.machine import Engine
from runtime.engine.run import incidents, starting
from runtime.engine.run.lanes import TimerLane
from runtime.engine.tables import Delivery, History, Instance
from runtime.kernel.actors import SYSTEM
from runtime.kernel.anchors import Anchors
from runtime.kernel.audit import Trail
from runtime.kernel.clock import FixedClock
from runtime.kernel.db import Database, table_of
from runtime.kernel.keys import Keys
from runtime.kernel.work import Work, open_work
from runtime.migrations import schema

START = datetime(2026, 11, 11, 0, 0, tzinfo=UTC)
DELIVERY, INSTANCE = table_of(Delivery), table_of(Instance)

PARCEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions targetNamespace="parcel" id="parcel_file"
  xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <bpmn:error id="short" name="out-of-stock" errorCode="out-of-stock"/>
  <bpmn:process id="parcel" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="ask"/>
    <bpmn:serviceTask id="ask" name="Ask the warehouse">
      <bpmn:extensionElements>
        <spiffworkflow:serviceTaskOperator id="connector:warehouse.ship"
            resultVariable="shipment">
          <spiffworkflow:parameters>
            <spiffworkflow:parameter id="number" type="str" value="number"/>
            <spiffworkflow:parameter id="worth" type="str" value="1.50"/>
          </spiffworkflow:parameters>
        </spiffworkflow:serviceTaskOperator>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="sent"/>
    <bpmn:endEvent id="sent">{sent}<bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:boundaryEvent id="is_short" attachedToRef="ask">
      <bpmn:outgoing>f3</bpmn:outgoing>
      <bpmn:errorEventDefinition errorRef="short"/>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f3" sourceRef="is_short" targetRef="none_left"/>
    <bpmn:endEvent id="none_left">{short}<bpmn:incoming>f3</bpmn:incoming>
    </bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""
NAP = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions targetNamespace="nap" id="nap_file"
  xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <bpmn:process id="nap" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="sleep"/>
    <bpmn:intermediateCatchEvent id="sleep">
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
      <bpmn:timerEventDefinition>
        <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT10M</bpmn:timeDuration>
      </bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="sleep" targetRef="awake"/>
    <bpmn:endEvent id="awake">{awake}<bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""
WAREHOUSE = """
[warehouse]
scheme = "http"
host = "127.0.0.1"
port = {port}
timeout = "PT5S"
allow_private = true
{more}
[warehouse.verbs]
ship = "POST /shipments"
"""


def stage(name: str) -> str:
    """Return the BPMN that names the stage of an element."""
    return (
        "<bpmn:extensionElements><spiffworkflow:properties>"
        f'<spiffworkflow:property name="stage" value="{name}"/>'
        "</spiffworkflow:properties></bpmn:extensionElements>"
    )


def outside(folder: Path, port: int, more: str = "") -> None:
    """Write the connectors.toml of a world."""
    content = WAREHOUSE.format(port=port, more=more)
    (folder / "connectors.toml").write_text(content, "utf-8")


class World:
    """An installation in a folder, at a moment that moves when told to."""

    def __init__(self, folder: Path, url: str) -> None:
        self.clock = FixedClock(START)
        self.database = Database(url)
        targets = load(folder / "connectors.toml")
        trail = Trail(Keys(b"key of a test"), Anchors(folder / "anchors"))
        vocabulary = Vocabulary(frozenset({"param"}), targets.operators)
        definitions = Definitions(vocabulary)
        self.engine = Engine(definitions, Handlers(), trail, {}, "UTC")
        self.deliveries = DeliveryLane(self.engine, self.work, targets)
        self.timers = TimerLane(self.engine, self.work)

    def work(self) -> AbstractContextManager[Work]:
        """Open a unit of work at a moment of its own."""
        self.clock.advance(timedelta(microseconds=1))
        return open_work(self.database, SYSTEM, self.clock)

    def opens(self) -> None:
        """Create the tables and publish both processes."""
        schema.upgrade(self.database)
        parcel = PARCEL.format(sent=stage("sent"), short=stage("short"))
        nap = NAP.format(awake=stage("awake"))
        files = [
            File(Kind.PROCESS, "parcel", "parcel.bpmn", parcel.encode()),
            File(Kind.PROCESS, "nap", "nap.bpmn", nap.encode()),
        ]
        with self.work() as work:
            deploy.deploy(work, self.engine, files, {})

    def begins(self, process: str, key: str) -> int:
        with self.work() as work:
            given = {"number": key}
            return starting.start(work, self.engine, process, key, given)

    def instance(self, instance_id: int) -> Any:
        asked = select(INSTANCE).where(INSTANCE.c.id == instance_id)
        with self.database.reading() as read:
            return read.execute(asked).one()

    def delivery(self) -> Any:
        """Return the row of the only delivery."""
        with self.database.reading() as read:
            return read.execute(select(DELIVERY)).one()

    def incidents(self) -> Sequence[Any]:
        with self.database.reading() as read:
            return incidents.list_open(read)

    def events(self, instance_id: int) -> list[str]:
        """Return what happened to an instance, oldest first."""
        history = table_of(History)
        asked = select(history.c.event).where(history.c.instance_id == instance_id)
        with self.database.reading() as read:
            return list(read.execute(asked.order_by(history.c.seq)).scalars())

    def close(self) -> None:
        self.database.close()


if __name__ == "__main__":
    child = World(Path(sys.argv[1]), sys.argv[2])
    child.clock.advance(timedelta(seconds=1))  # no moment of its parent
    child.deliveries.tick()
    child.close()
