"""The task of when-a-worker-dies.pool.toml: it works for a while, or is killed at it."""

import os
import signal
import time


def worker_task(seconds):
    """Wait for so many seconds, or for the input "die" end as a process does that is killed."""
    if seconds == "die":
        time.sleep(0.5)
        # Nothing runs after this, no except and no finally: it is what happens to a
        # process when memory runs out. Windows has no SIGKILL; there any signal ends it so.
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    time.sleep(seconds)
    return seconds


if __name__ == "__main__":
    # Only `python3 deaths.py` comes in here, no worker does: a worker imports the file.
    print(worker_task(0.5))
