"""The Gantt chart of a plan, from its trace and from its results."""

from plangen.tools import ToolDoor, gantt, spans_of_run, spans_of_trace
from plangen.tools.gantt import Span
from plangen.tracing import Trace
from tests.tools.boxes import PLAIN, call, run

CALLS = [call("a", "wait", seconds=1), call("b", "wait", seconds=0.5, value="${a}"), call("c", "fail")]


def test_a_chart_of_a_run():
    assert gantt(spans_of_run(run(CALLS)), title="Trip: day 1") == (
        "gantt\n"
        "    title Trip#58; day 1\n"
        "    dateFormat x\n"
        "    axisFormat %M:%S.%L\n"
        "    section fail\n"
        "    c (failed) :crit, t1, 0, 1\n"
        "    section wait\n"
        "    a :t2, 0, 1000\n"
        "    b :t3, 1000, 1500\n"
    )


def test_the_trace_gives_the_same_calls():
    events = []
    outcome = run(CALLS, PLAIN, ToolDoor(trace=Trace("r", listeners=(events.append,))))
    of_trace, of_run = spans_of_trace(events), spans_of_run(outcome)
    assert sorted((span.call, span.status) for span in of_trace) == sorted((span.call, span.status) for span in of_run)


def test_a_label_cannot_leave_its_place():
    text = gantt([Span("x:crit, after y\nsection z", "section;%%", 0, 1, "ok")])
    assert text.splitlines()[3:] == [
        "    section #115;ection#59;#37;#37;",
        "    x#58;crit#44; after y#10;section z :t1, 0, 1000",
    ]


def test_a_numbered_call_is_named_with_its_tool():
    assert "    wait 3 :t1, 0, 1000" in gantt([Span("3", "wait", 0, 1, "ok")])
