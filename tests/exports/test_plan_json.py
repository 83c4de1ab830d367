import json

import jsonschema
import pytest

from plangen.errors import UsageError
from plangen.exports import export
from plangen.schema import Plan, Step
from tests.exports.plans import DAY, VALUES, WILD


@pytest.mark.parametrize("plan", [DAY, WILD, VALUES], ids=["day", "wild", "values"])
def test_a_plan_reads_back_and_meets_its_schema(plan):
    data = json.loads(export(plan, "json"))
    jsonschema.validate(data, Plan.model_json_schema())
    assert Plan.model_validate(data) == plan


def test_a_number_that_json_cannot_say_is_refused():
    with pytest.raises(UsageError, match="not finite"):
        export(Plan(steps=(Step(id="a", args={"x": float("nan")}),)), "json")
