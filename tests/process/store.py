"""Reads a stopped bot's store as somebody who holds its key: the sealed texts of core/store/sealed.cpp."""

import base64
import hashlib
import sqlite3
from collections import Counter

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt

SEAL = 2  # core/store/sealed.cpp, Subkey
NONCE = 24


class Store:
    def __init__(self, path):
        key = path.with_name(path.name + ".key").read_bytes()
        # libsodium's crypto_kdf_derive_from_key.
        self.key = hashlib.blake2b(digest_size=32, key=key, salt=SEAL.to_bytes(16, "little"),
                                   person=b"goodturn".ljust(16, b"\0")).digest()
        # A killed bot leaves a WAL behind; SQLite reads it, and the next start finds it folded in.
        self.db = sqlite3.connect(path)

    def close(self):
        self.db.close()

    def open(self, sealed, purpose):
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return decrypt(raw[NONCE:], purpose, raw[:NONCE], self.key).decode()

    def helps(self, also_removed=True):
        """How often each text stands in the log of helps."""
        rows = self.db.execute("SELECT what FROM help" + ("" if also_removed else " WHERE removed_at IS NULL"))
        return Counter(self.open(what, b"help.what") for (what,) in rows)
