import ctypes


def segfault(task, every=1):
    """Read memory that is not there in the last of every so many tasks."""
    # Pool starts a new worker but does not notice that a task is lost: the call
    # waits for its result for ever (https://bugs.python.org/issue22393).
    index, value = task
    if index % every == every - 1:
        ctypes.string_at(0)
    return value
