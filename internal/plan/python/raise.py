import json


def raise_error(task, every=1):
    """Raise an error in the last of every so many tasks; Pool raises it again where the result is asked for."""
    index, value = task
    if index % every == every - 1:
        raise RuntimeError(f"raised on purpose at input {json.dumps(value)}")
    return value
