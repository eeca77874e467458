"""A process that waits for everything there is: time, a message, an outside system."""

from __future__ import annotations

KEY = "try_outside"
_NAMED = (
    "<bpmn:extensionElements><spiffworkflow:properties>"
    '<spiffworkflow:property name="name:en" value="{}"/>'
    "</spiffworkflow:properties>{}</bpmn:extensionElements>"
)
_ASKED = """<spiffworkflow:serviceTaskOperator id="connector:warehouse.ship"
 resultVariable="shipment"><spiffworkflow:parameters>
<spiffworkflow:parameter id="number" type="str" value="order.external_no"/>
</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"""
BODY = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions targetNamespace="try" id="try_file"
 xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<bpmn:error id="short" name="out-of-stock" errorCode="out-of-stock"/>
<bpmn:message id="m_called" name="called"/>
<bpmn:process id="{KEY}" name="试外部" isExecutable="true">
{_NAMED.format("Try outside", "")}
<bpmn:startEvent id="begin"/>
<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="nap"/>
<bpmn:intermediateCatchEvent id="nap" name="等十分钟">{_NAMED.format("Ten minutes", "")}
<bpmn:timerEventDefinition><bpmn:timeDuration
 xsi:type="bpmn:tFormalExpression">PT10M</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="f2" sourceRef="nap" targetRef="call"/>
<bpmn:intermediateCatchEvent id="call" name="等电话">{_NAMED.format("A call", "")}
<bpmn:messageEventDefinition messageRef="m_called"/></bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="f3" sourceRef="call" targetRef="ask"/>
<bpmn:serviceTask id="ask" name="问仓库">{_NAMED.format("Ask the warehouse", _ASKED)}
</bpmn:serviceTask>
<bpmn:sequenceFlow id="f4" sourceRef="ask" targetRef="sent"/>
<bpmn:endEvent id="sent"/>
<bpmn:boundaryEvent id="is_short" attachedToRef="ask">
<bpmn:errorEventDefinition errorRef="short"/></bpmn:boundaryEvent>
<bpmn:sequenceFlow id="f5" sourceRef="is_short" targetRef="none_left"/>
<bpmn:endEvent id="none_left"/>
</bpmn:process></bpmn:definitions>"""
