"""Reads a killed or stopped bot's files as somebody who holds its key: the sealed texts of core/store/sealed.cpp."""

import base64
import contextlib
import hashlib
import json
import shutil
import sqlite3
from collections import Counter

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt

SEAL = 2  # core/store/sealed.cpp, Subkey
NONCE = 24


class Files:
    def __init__(self, folder):
        self.db = sqlite3.connect(folder / "goodturn.db")
        self.page = sqlite3.connect(folder / "goodturn-page.db")
        # libsodium's crypto_kdf_derive_from_key.
        self.key = hashlib.blake2b(digest_size=32, key=(folder / "goodturn.db.key").read_bytes(),
                                   salt=SEAL.to_bytes(16, "little"), person=b"goodturn".ljust(16, b"\0")).digest()

    def close(self):
        self.db.close()
        self.page.close()

    def open(self, sealed, purpose):
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return decrypt(raw[NONCE:], purpose, raw[:NONCE], self.key).decode()

    def helps(self):
        """How often each text stands in the log of helps; what was taken back is kept for a day, but not there."""
        return Counter(self.open(what, b"help.what")
                       for (what,) in self.db.execute("SELECT what FROM help WHERE removed_at IS NULL"))

    def thanks(self):
        """What people are thanked for, as it is kept."""
        return [self.open(why, b"thanks.why") for (why,) in self.db.execute("SELECT why FROM thanks WHERE why <> ''")]

    def said(self):
        """Every line of a person, in one string."""
        return "\n".join("".join(word for word in json.loads(words) if isinstance(word, str)) for (words,) in
                         self.page.execute("SELECT content FROM message WHERE author <> 'goodturn' AND deleted = 0"))


@contextlib.contextmanager
def files_of(bot):
    """A copy: a running bot holds its file, and SQLite would fold the WAL into what the next start is to find."""
    copy = bot.root / "copy"
    shutil.copytree(bot.folder, copy)
    files = Files(copy)
    try:
        yield files
    finally:
        files.close()
        shutil.rmtree(copy)


def helps_of(bot):
    with files_of(bot) as files:
        return files.helps()


def rewind(bot):
    """As if the killed bot's store had never heard how far the page's log was read: what came since its start comes
    again, as from a platform that repeats events. How many were recorded and come again."""
    files = Files(bot.folder)
    found = files.db.execute("SELECT value FROM cursor WHERE name = 'page'").fetchone()
    again = 0
    if found:
        generation, position = found[0].split(":")
        (again,) = files.page.execute("SELECT count(*) FROM log WHERE id <= ?", (int(position),)).fetchone()
        with files.db:
            files.db.execute("UPDATE cursor SET value = ? WHERE name = 'page'", (f"{generation}:0",))
    files.close()
    return again
