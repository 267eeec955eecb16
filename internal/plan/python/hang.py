import time


def hang(task, every=1):
    """Never return from the last of every so many tasks, and burn nothing."""
    index, value = task
    while index % every == every - 1:
        time.sleep(86400)
    return value
