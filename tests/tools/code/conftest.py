import pytest

from plangen.tools.code import available


@pytest.fixture(params=["monty", "native", "auto"])
async def sandbox(request):
    found = available(request.param)
    if isinstance(found, str):
        pytest.skip(found)
    yield found
    found.close()


@pytest.fixture
async def native():
    found = available("native")
    if isinstance(found, str):
        pytest.skip(found)
    yield found
    found.close()
