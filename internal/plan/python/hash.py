import hashlib

MIB = 1 << 20


def sha256_of_pattern(n):
    """Return the SHA-256 of n MiB in which byte i is i modulo 251."""
    pattern = bytes(i % 251 for i in range(MIB + 251))
    digest = hashlib.sha256()
    for i in range(n):
        offset = i * MIB % 251
        digest.update(pattern[offset : offset + MIB])
    return digest.hexdigest()
