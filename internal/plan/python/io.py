import os
import tempfile

MIB = 1 << 20
PATTERN = bytes(i % 251 for i in range(MIB + 251))


def mib_of_pattern(i):
    """Return the i-th MiB of bytes that count from 0 to 250 over and over."""
    offset = i * MIB % 251
    return PATTERN[offset : offset + MIB]


def write_and_read(n):
    """Write n MiB to a temporary file, read them back and compare."""
    with tempfile.TemporaryFile() as file:
        for i in range(n):
            file.write(mib_of_pattern(i))
        file.flush()
        os.fsync(file.fileno())  # to the disk, not only to the page cache
        file.seek(0)
        for i in range(n):
            if file.read(MIB) != mib_of_pattern(i):
                raise RuntimeError(f"MiB {i + 1} of {n} is not what was written")
    return n * MIB
