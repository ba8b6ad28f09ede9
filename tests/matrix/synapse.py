"""A Synapse of the test's own: on a loopback port, with its own SQLite, in a folder that goes when it ends."""

import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

SECRET = "test-secret"
CONFIG = """
server_name: "localhost"
report_stats: false
pid_file: {folder}/pid
listeners:
  - {{port: {port}, type: http, tls: false, bind_addresses: ["127.0.0.1"], resources: [{{names: [client], compress: false}}]}}
database: {{name: sqlite3, args: {{database: {folder}/homeserver.db}}}}
log_config: {folder}/log.yaml
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
macaroon_secret_key: "x"
form_secret: "x"
registration_shared_secret: "{secret}"
trusted_key_servers: []
federation_domain_whitelist: []
bcrypt_rounds: 4
presence: {{enabled: false}}
caches: {{sync_response_cache_duration: 0}}
"""
# Most tests are about the bot alone.
UNLIMITED = """
rc_message: &r {per_second: 9999, burst_count: 9999}
rc_registration: *r
rc_login: {address: *r, account: *r, failed_attempts: *r}
rc_admin_redaction: *r
rc_joins: {local: *r, remote: *r}
rc_joins_per_room: *r
rc_invites: {per_room: *r, per_user: *r, per_issuer: *r}
rc_room_creation: *r
rc_media_create: *r
rc_key_requests: *r
rc_user_directory: *r
"""
LOG = """
version: 1
formatters: {plain: {format: "%(asctime)s %(name)s %(levelname)s %(message)s"}}
handlers: {file: {class: logging.FileHandler, formatter: plain, filename: FOLDER/log}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Synapse:
    def __init__(self, limited=False, environment=None, appservice=None, more=""):
        """`appservice`: the registration of one, as YAML; `more`: further lines of its configuration."""
        self.environment = os.environ | (environment or {})
        self.folder = Path(tempfile.mkdtemp(prefix="goodturn-synapse-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        config = self.folder / "homeserver.yaml"
        text = CONFIG.format(folder=self.folder, port=self.port, secret=SECRET)
        config.write_text((text if limited else text + UNLIMITED) + more)
        if appservice:
            (self.folder / "appservice.yaml").write_text(appservice)
            with config.open("a") as file:
                file.write(f"app_service_config_files: [{self.folder}/appservice.yaml]\n")
        (self.folder / "log.yaml").write_text(LOG.replace("FOLDER", str(self.folder)))
        self.command = [sys.executable, "-m", "synapse.app.homeserver", "--config-path", str(config)]
        subprocess.run([*self.command, "--generate-missing-configs"], cwd=self.folder, check=True, capture_output=True)
        self._start()

    def _start(self):
        self.process = subprocess.Popen(self.command, cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self._wait()

    def limit(self):
        """Started anew, with the limits that a server has by default."""
        self._end()
        config = self.folder / "homeserver.yaml"
        config.write_text(config.read_text().replace(UNLIMITED, ""))
        self._start()

    def _wait(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.url + "/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"Synapse does not answer: {self.log()}")

    def log(self):
        file = self.folder / "log"
        return file.read_text()[-4000:] if file.exists() else "no log"

    def register(self, name, password):
        address = self.url + "/_synapse/admin/v1/register"
        with urllib.request.urlopen(address) as answer:
            nonce = json.load(answer)["nonce"]
        mac = hmac.new(SECRET.encode(), "\0".join((nonce, name, password, "notadmin")).encode(), hashlib.sha1)
        body = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac.hexdigest()}
        request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["user_id"]

    def _end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def stop(self):
        self._end()
        shutil.rmtree(self.folder)
