#!/usr/bin/env python3
"""Verifies an export of Handrail's record with Python's standard library and openssl: verify_export.py DIR KEY.pem"""
import base64, hashlib, json, pathlib, subprocess, sys, tempfile

folder, key = pathlib.Path(sys.argv[1]), sys.argv[2]
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()

def signed(note):  # a signed note: text, empty line, signatures; answers size and root once openssl believed it
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    encoded = next(line.split(" ")[2] for line in signatures.splitlines() if line.split(" ")[1] == text.split("\n")[0])
    with tempfile.TemporaryDirectory() as aside:
        said, signature = pathlib.Path(aside, "text"), pathlib.Path(aside, "signature")
        said.write_bytes(text.encode())
        signature.write_bytes(base64.b64decode(encoded)[4:])  # the first four bytes say which key
        subprocess.run(["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key, "-in", said, "-sigfile", signature],
                       check=True, stdout=subprocess.DEVNULL)
    origin, size, root = text.split("\n")[:3]
    return int(size), base64.b64decode(root)

heads = dict(signed(json.loads(line)) for line in open(folder / "heads.jsonl", encoding="utf-8"))
parts, size = [], 0  # RFC 6962: roots of complete subtrees, the largest first
for entries in sorted(folder.glob("entries-*.jsonl")):
    for line in open(entries, "rb"):
        node, size = sha(b"\x00", line.rstrip(b"\n")), size + 1
        for _ in range((size & -size).bit_length() - 1):
            node = sha(b"\x01", parts.pop(), node)
        parts.append(node)
        if size in heads:
            root = parts[-1]
            for left in reversed(parts[:-1]):
                root = sha(b"\x01", left, root)
            assert root == heads.pop(size), f"the head of {size} entries signs others: the first bad one is before position {size}"
assert not heads, f"entries are missing after position {size - 1}"
print(f"{size} entries are those that were signed, in that order")
