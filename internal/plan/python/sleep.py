import time


def sleep(seconds):
    """Wait and burn nothing, as a task does that waits for a network."""
    time.sleep(seconds)
    return seconds
