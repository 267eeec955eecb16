import time

MIB = 1 << 20
kept = []  # what the tasks of this worker took and never give back


def leak(task, every=1, max=256, step=8, pause=0.05):
    """Take memory step by step, up to max MiB, and never give it back."""
    index, value = task
    if index % every != every - 1:
        return value
    while (mib := sum(map(len, kept)) // MIB) < max:
        block = bytearray(min(step, max - mib) * MIB)
        for at in range(0, len(block), 4096):  # the system gives a page when it is first written to
            block[at] = 1
        kept.append(block)
        time.sleep(pause)
    return mib
