# SPDX-License-Identifier: Apache-2.0
"""The peer of a submit: SpiffWorkflow, which keeps a running process as one document and restores and saves it at every step.

The process is two human steps in turn, as often as one likes, like our own item of bench_cases. Nothing is written to a
database, nobody's right is checked and nothing is judged: it is the cost of keeping state by itself.
"""

from __future__ import annotations

from io import BytesIO
from statistics import median
from time import process_time

import served
from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

TIMES = 20
FLOWS = (("start", "back"), ("back", "forth"), ("forth", "gate"), ("gate", "back"), ("gate", "end"))
BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">
<process id="round" isExecutable="true">
<startEvent id="start"/><userTask id="back"/><userTask id="forth"/><exclusiveGateway id="gate" default="gate-back"/><endEvent id="end"/>
{flows}
</process></definitions>"""
FLOW = '<sequenceFlow id="{0}-{1}" sourceRef="{0}" targetRef="{1}">{2}</sequenceFlow>'
WHEN = "<conditionExpression>done</conditionExpression>"


def begun() -> BpmnWorkflow:
    flows = "".join(FLOW.format(start, end, WHEN if end == "end" else "") for start, end in FLOWS)
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(BPMN.format(flows=flows).encode())))
    workflow = BpmnWorkflow(parser.get_spec("round"))
    workflow.do_engine_steps()
    return workflow


def step(workflow: BpmnWorkflow, number: int) -> None:
    """Do the open human step, and whatever follows by itself."""
    task = workflow.get_next_task(state=TaskState.READY, manual=True)
    task.set_data(fact="属实", number=number, done=False)
    task.run()
    workflow.do_engine_steps()


def submit(places: list[int]) -> list[list[float]]:
    """For each place in the case (its nth step): CPU milliseconds of restoring, doing that step and saving; size of the document."""
    serializer = BpmnWorkflowSerializer()
    workflow, number, told = begun(), 0, []
    for place in places:
        while number < place - 1:
            number += 1
            step(workflow, number)
        kept = serializer.serialize_json(workflow)
        took = []
        for _ in range(TIMES):
            cpu = process_time()
            restored = serializer.deserialize_json(kept)
            step(restored, place)
            serializer.serialize_json(restored)
            took.append((process_time() - cpu) * 1_000)
        told.append([median(took), len(kept)])
    return told


def main() -> None:
    served.serve({"submit": (submit, list)})


if __name__ == "__main__":
    main()
