import json, sys

for line in sys.stdin:
    task = json.loads(line).get("task")
    if task:
        print(json.dumps({"id": task["id"], "result": task["input"] ** 2}), flush=True)
