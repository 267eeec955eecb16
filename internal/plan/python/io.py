import os
import tempfile

MIB = 1 << 20


def write_and_read(n):
    """Write n MiB to a temporary file, read them back and compare."""
    pattern = bytes(i % 251 for i in range(MIB + 251))
    blocks = [pattern[i * MIB % 251 :][:MIB] for i in range(min(n, 251))]
    with tempfile.TemporaryFile() as file:
        for i in range(n):
            file.write(blocks[i % 251])
        file.flush()
        os.fsync(file.fileno())  # to the disk, not only to the page cache
        file.seek(0)
        for i in range(n):
            if file.read(MIB) != blocks[i % 251]:
                raise RuntimeError(f"MiB {i + 1} of {n} is not what was written")
    return n * MIB
