import os


def exit_worker(task, every=1, code=3):
    """Exit in the middle of the last of every so many tasks."""
    # Pool starts a new worker but does not notice that a task is lost: the call
    # waits for its result for ever (https://bugs.python.org/issue22393).
    index, value = task
    if index % every == every - 1:
        os._exit(code)
    return value
