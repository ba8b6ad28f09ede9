"""Reads a stopped bot's store as somebody who holds its key: the sealed texts of core/store/sealed.cpp."""

import base64
import hashlib
import shutil
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
        self.db = sqlite3.connect(path)

    def close(self):
        self.db.close()

    def open(self, sealed, purpose):
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return decrypt(raw[NONCE:], purpose, raw[:NONCE], self.key).decode()

    def helps(self):
        """How often each text stands in the log of helps."""
        return Counter(self.open(what, b"help.what") for (what,) in self.db.execute("SELECT what FROM help"))


def helps_of(bot):
    """From a copy: a running bot holds the file, and SQLite would fold the WAL into what the next start is to find."""
    copy = bot.root / "copy"
    shutil.copytree(bot.folder, copy)
    store = Store(copy / bot.store.name)
    found = store.helps()
    store.close()
    shutil.rmtree(copy)
    return found
