import signal
import threading
import time


def burn(seconds):
    """Compute until this thread has used so much processor time; return how much."""
    begin = time.thread_time()
    x = 1
    while (spent := time.thread_time() - begin) < seconds:
        for _ in range(1000):
            x = (x * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return spent


def ignore_term(task, every=1):
    """Ignore SIGTERM and burn processor time in the last of every so many tasks."""
    index, seconds = task
    if index % every != every - 1:
        return seconds
    if threading.current_thread() is threading.main_thread():  # only it may set signals
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return burn(seconds)
