#!/usr/bin/env python3
"""What .ci/monitoring asks of the rules and of the dashboard. Needs nothing but Python.

links                      every alert has its annotations, and its runbook is a heading of docs/operations.md
scrapes BASE_PORT NODES    prints a scrape configuration for a local cluster
query URL SECONDS          every expression is evaluated by the server at URL and has data, within so many seconds
"""

import json
import pathlib
import re
import sys
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).parent.parent
DASHBOARDS = ROOT / "deploy/monitoring/grafana/dashboards"
ANNOTATIONS = {"summary", "description", "action", "runbook"}

# A metric, and its labels if it has some.
SELECTOR = re.compile(r"\b((?:dfs|http|hikaricp|jvm|process)_\w+|up)\b(\{[^}]*\})?")
# Labels of what should not happen: in a sound cluster there is nothing to select.
ONLY_IN_TROUBLE = re.compile(r'(status|outcome)=~?"[^"]*",? ?|,? ?\b(status|outcome)=~?"[^"]*"')

# The cluster that is looked at has no TLS, and H2.
NOT_THERE = {"dfs_tls_certificate_expires_seconds", "dfs_backup_age_seconds"}


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)["data"]


def result(server, expression):
    return get(server + "/api/v1/query?" + urllib.parse.urlencode({"query": expression}))["result"]


def alerts(server):
    groups = get(server + "/api/v1/rules")["groups"]
    return {rule["name"]: rule["query"] for group in groups for rule in group["rules"]}


def panels():
    found = {}
    for file in DASHBOARDS.glob("*.json"):
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel.get("targets", []):
                found[f"{panel['title']} ({target['refId']})"] = target["expr"]
    return found


def without_data(server, rules, dashboard):
    """A rule's comparison selects nothing in a sound cluster, so its selectors are asked for; a panel shows something."""
    missing = []
    for name, expression in rules.items():
        result(server, expression)
        for metric, labels in SELECTOR.findall(expression):
            selector = metric + ONLY_IN_TROUBLE.sub("", labels)
            if metric not in NOT_THERE and not result(server, f"count({selector})"):
                missing.append(f"alert {name}: {selector}")
    for name, expression in dashboard.items():
        if not result(server, expression):
            missing.append(f"panel {name}: {expression}")
    return missing


def query(server, seconds):
    deadline = time.monotonic() + seconds
    while True:
        try:
            rules, dashboard = alerts(server), panels()
            missing = without_data(server, rules, dashboard) if rules else ["no rules yet"]
        except (OSError, KeyError) as e:
            missing = [f"Prometheus does not answer as it should: {e}"]
        if not missing:
            print(f"{len(rules)} alerts and {len(dashboard)} expressions of the dashboard have data")
            return
        if time.monotonic() > deadline:
            sys.exit("without data:\n  " + "\n  ".join(missing))
        time.sleep(1)


def links():
    text = (ROOT / "docs/operations.md").read_text()
    headings = {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", text, re.M)
    }
    wrong = []
    for rule in (ROOT / "deploy/monitoring/rules.yml").read_text().split("- alert: ")[1:]:
        name = rule.split()[0]
        annotations = dict(re.findall(r"^ {10}(\w+): (.+)$", rule, re.M))
        wrong += [f"{name} has no {missing}" for missing in ANNOTATIONS - annotations.keys()]
        page, _, anchor = annotations.get("runbook", "").partition("#")
        if page != "docs/operations.md" or anchor not in headings:
            wrong.append(f"{name}: no such heading: {page}#{anchor}")
    if wrong:
        sys.exit("\n".join(wrong))


def scrapes(base_port, nodes):
    """The ports that dfs local gives: the metadata service, the controller, the nodes."""
    jobs = {
        "metadata-service": [base_port],
        "controller": [base_port + 1],
        "storage-node": [base_port + 2 + i for i in range(nodes)],
    }
    print("scrape_configs:")
    for job, ports in jobs.items():
        # Metrics are on the management ports, 128 higher.
        targets = ", ".join(f"'localhost:{port + 128}'" for port in ports)
        print(f"  - job_name: {job}\n    metrics_path: /actuator/prometheus\n    static_configs: [{{targets: [{targets}]}}]")


match sys.argv[1:]:
    case ["links"]:
        links()
    case ["scrapes", base_port, nodes]:
        scrapes(int(base_port), int(nodes))
    case ["query", server, seconds]:
        query(server, float(seconds))
    case _:
        sys.exit(__doc__)
