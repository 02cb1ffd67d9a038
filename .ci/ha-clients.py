"""Clients of a cluster whose database fails over: .ci/ha starts this.

  ha-clients.py run ENDPOINT TOKEN_FILE RESULT STOP CLIENTS   stores, looks at and removes small files until the file STOP is there
  ha-clients.py verify ENDPOINT TOKEN_FILE RESULT             whether all that was acknowledged is so

Each request is repeated for up to a minute, as the contract says: the same upload id, the same idempotency key. What was
acknowledged, what failed, and the longest time of one request with its repetitions go to RESULT.
"""
import collections
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

PATIENCE = 60
CONTENT = os.urandom(2000)


class Refused(Exception):
    def __init__(self, code, retryable):
        super().__init__(code)
        self.code, self.retryable = code, retryable


class Client:
    def __init__(self, endpoint, token, errors):
        self.endpoint, self.token, self.errors = endpoint, token, errors
        self.longest, self.failed = 0.0, []

    def once(self, method, url, body=None, token=None, headers=None):
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Authorization": "Bearer " + (token or self.token),
                                                     "Content-Type": "application/json", **(headers or {})}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=45) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as e:
            try:
                problem = json.loads(e.read())
                raise Refused(problem["code"], problem["retryable"]) from None
            except (ValueError, KeyError):
                raise Refused(f"HTTP {e.code}", e.code >= 500) from None
        except OSError as e:
            raise Refused(f"connection: {type(e).__name__}", True) from None

    def call(self, method, path, body=None, headers=None):
        began, pause = time.monotonic(), 0.1
        while True:
            try:
                answer = self.once(method, self.endpoint + path, body, headers=headers)
                self.longest = max(self.longest, time.monotonic() - began)
                return answer
            except Refused as refused:
                self.errors[refused.code] += 1
                if not refused.retryable or time.monotonic() - began > PATIENCE:
                    self.longest = max(self.longest, time.monotonic() - began)
                    raise
                time.sleep(pause)
                pause = min(pause * 2, 2)

    def store(self, path):
        ticket = self.call("POST", "/api/v1/allocations",
                           {"count": 1, "lengthBytes": len(CONTENT), "replicationFactor": 2})["tickets"][0]
        receipts = [self.once("PUT", f"{node['url']}/chunks/{ticket['chunkId']}", CONTENT, ticket["token"],
                              {"Content-Type": "application/octet-stream"})["receipts"][0] for node in ticket["nodes"]]
        crc = receipts[0]["crc32c"]
        self.call("POST", "/api/v1/files", {
            "files": [{"uploadId": str(uuid.uuid4()), "path": path, "lengthBytes": len(CONTENT), "crc32c": crc,
                       "replicationFactor": 2, "chunkSizeBytes": 64 << 20, "precondition": {"kind": "ABSENT"},
                       "extents": [{"chunkId": ticket["chunkId"], "chunkOffset": 0, "lengthBytes": len(CONTENT), "crc32c": crc}]}],
            "receipts": [receipt["token"] for receipt in receipts]})

    def stat(self, path):
        return self.call("GET", "/api/v1/files?path=" + urllib.parse.quote(path))

    def remove(self, path):
        self.call("DELETE", "/api/v1/files?path=" + urllib.parse.quote(path), headers={"Idempotency-Key": str(uuid.uuid4())})


def work(client, number, there, gone, stop):
    turn = 0
    while not os.path.exists(stop):
        turn += 1
        path = f"/ha/{number}/{turn}"
        try:
            client.store(path)
            there.add(path)
            if client.stat(path)["lengthBytes"] != len(CONTENT):
                client.failed.append(f"stat {path}: another length")
            if turn % 3 == 0:
                there.discard(path)
                client.remove(path)
                gone.add(path)
        except Refused as refused:
            client.failed.append(f"{path}: {refused.code}")


def run(endpoint, token, result, stop, clients):
    errors, there, gone = collections.Counter(), set(), set()
    workers = [Client(endpoint, token, errors) for _ in range(int(clients))]
    threads = [threading.Thread(target=work, args=(client, i, there, gone, stop)) for i, client in enumerate(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failed = [failure for client in workers for failure in client.failed]
    longest = max(client.longest for client in workers)
    with open(result, "w") as file:
        json.dump({"there": sorted(there), "gone": sorted(gone)}, file)
    print(f"{len(there) + len(gone)} commits and {len(gone)} removals acknowledged to {clients} clients; longest request with its"
          f" repetitions {longest:.1f} s; answers that were repeated: {dict(errors)}")
    for failure in failed:
        print("failed:", failure)
    sys.exit(bool(failed))


def verify(endpoint, token, result):
    client = Client(endpoint, token, collections.Counter())
    with open(result) as file:
        acknowledged = json.load(file)
    visible = set()
    for number in {path.split("/")[2] for path in acknowledged["there"] + acknowledged["gone"]}:
        after = ""
        while after is not None:
            page = client.call("GET", f"/api/v1/directories?path=/ha/{number}&limit=1000"
                               + (f"&after={urllib.parse.quote(after)}" if after else ""))
            visible |= {f"/ha/{number}/{entry['name']}" for entry in page["entries"]}
            after = page["nextAfter"]
    lost = set(acknowledged["there"]) - visible
    back = set(acknowledged["gone"]) & visible
    print(f"{len(lost)} acknowledged commits lost, {len(back)} acknowledged removals undone")
    sys.exit(bool(lost or back))


if __name__ == "__main__":
    with open(sys.argv[3]) as token_file:
        arguments = [sys.argv[2], token_file.read().strip(), *sys.argv[4:]]
    {"run": run, "verify": verify}[sys.argv[1]](*arguments)
