"""Philox in Python's whole numbers, written from the paper: an oracle for tests.

Salmon, Moraes, Dror and Shaw (2011), SC11, section 3.3 and table 2.
"""

MULTIPLIERS = {
    32: (0xD2511F53, 0xCD9E8D57),
    64: (0xD2E7470EE14C6C93, 0xCA5A826395121157),
}
WEYL = {
    32: (0x9E3779B9, 0xBB67AE85),
    64: (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B),
}


def philox_by_hand(counter, key, width):
    """Return the four words of a counter and a key; a word has 32 or 64 bits."""
    size = 2**width
    left, right = list(counter[0::2]), list(counter[1::2])
    key = list(key)
    for _ in range(10):
        products = [m * word for m, word in zip(MULTIPLIERS[width], left, strict=True)]
        high = [product // size for product in products]
        low = [product % size for product in products]
        left = [high[1] ^ right[0] ^ key[0], high[0] ^ right[1] ^ key[1]]
        right = [low[1], low[0]]
        key = [(k + w) % size for k, w in zip(key, WEYL[width], strict=True)]
    return [left[0], right[0], left[1], right[1]]


def uniforms_by_hand(seed, path, period, place):
    """Return the two numbers that belong to one place of one path."""
    counter = (place, period, path % 2**32, path // 2**32)
    a, b, c, d = philox_by_hand(counter, (seed % 2**32, seed // 2**32), 32)
    return ((a << 32 | b) >> 11) / 2**53, ((c << 32 | d) >> 11) / 2**53
