import contextlib
import random
import time

MIB = 1 << 20
serial_lock = contextlib.nullcontext()


def share_lock(lock):
    """Give this worker the lock that one worker at a time may hold."""
    global serial_lock
    serial_lock = lock


def burn(seconds):
    """Compute until this thread has used so much processor time; return how much."""
    begin = time.thread_time()
    x = 1
    while (spent := time.thread_time() - begin) < seconds:
        for _ in range(1000):
            x = (x * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return spent


def dial(n, cpu=0.3, wait=0.1, memory=16, jitter=0.5, serial=0, seed=1):
    """Wait, then burn processor time, with memory held."""
    rng = random.Random(f"{seed} {n}")
    cpu *= 1 + jitter * (2 * rng.random() - 1)
    wait *= 1 + jitter * (2 * rng.random() - 1)
    block = bytearray(memory * MIB)
    for at in range(0, len(block), 4096):  # the system gives a page when it is first written to
        block[at] = 1
    begin = time.monotonic()
    time.sleep(wait)
    waited = time.monotonic() - begin
    burnt = burn(cpu * (1 - serial))
    if serial > 0:
        with serial_lock:
            burnt += burn(cpu * serial)
    return {"cpu_s": burnt, "wait_s": waited, "memory_mib": len(block) // MIB}
