import mmap
import time

MIB = 1 << 20


def hold_memory(n, hold=2):
    """Touch n MiB, hold them for so many seconds and give them back."""
    block = bytearray(n * MIB)
    pages = range(0, len(block), mmap.PAGESIZE)
    for at in pages:  # the system gives a page when it is first written to
        block[at] = 1
    time.sleep(hold)
    if not all(block[at] for at in pages):
        raise RuntimeError("a page does not hold what was written to it")
    return n
