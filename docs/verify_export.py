#!/usr/bin/env python3
"""Verifies an export of Handrail's record with Python's standard library and openssl.

verify_export.py DIR KEPT.vkey [WITNESS_VKEY or HEAD.note ...]: HEAD.note is a signed head that was kept elsewhere, or fetched from a witness."""
import base64, datetime, hashlib, json, pathlib, subprocess, sys, tempfile

def must(so, what):  # `assert` would be left out by python -O
    if not so:
        sys.exit(f"NOT whole: {what}")

# What is no export at all, or torn, ends here too; its words may be somebody's data and are not repeated.
sys.excepthook = lambda kind, *_: print(f"NOT whole: this cannot be read as an export ({kind.__name__})", file=sys.stderr)

if len(sys.argv) < 3:
    sys.exit(__doc__)
folder, kept, others = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).read_text().strip(), sys.argv[3:]
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()

def known(vkey):  # name, id and public key in PEM of who a verifier key names: NAME+ID+BASE64 of type and key
    name, id, encoded = vkey.split("+", 2)
    typed = base64.b64decode(encoded)
    must(bytes.fromhex(id) == sha(name.encode(), b"\n", typed)[:4], f"{vkey} is no verifier key")
    pem = base64.b64encode(bytes.fromhex("302a300506032b6570032100") + typed[1:])
    return name, bytes.fromhex(id), b"-----BEGIN PUBLIC KEY-----\n" + pem + b"\n-----END PUBLIC KEY-----\n"

def believe(message, signature, key):  # ends the program where openssl does not believe the signature
    with tempfile.TemporaryDirectory() as aside:
        files = [pathlib.Path(aside, name) for name in ("message", "signature", "key")]
        for file, content in zip(files, (message, signature, key)):
            file.write_bytes(content)
        asked = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", files[2], "-in", files[0], "-sigfile", files[1]]
        must(subprocess.run(asked, capture_output=True).returncode == 0, "a signature is not that of its key")

def signature(note, name, id):  # a signed note: text, empty line, signatures; answers the text and what that key signed it with
    text, _, lines = note.rpartition("\n\n")
    found = (base64.b64decode(line.split(" ")[2]) for line in lines.splitlines() if line.split(" ")[1] == name)
    own = [one[4:] for one in found if one[:4] == id]  # the first four bytes say which key
    must(own, f"{name} did not sign a head with the key that was kept")
    return text.encode() + b"\n", own[-1]

def signed(note):  # size and root of a head that the record's key signed
    name, id, key = known(kept)
    text, own = signature(note, name, id)
    believe(text, own, key)
    origin, size, root = text.decode().split("\n")[:3]
    must(origin == name, "a head is of another record")
    return int(size), base64.b64decode(root)

def cosigned(witness):  # size, root and time of the newest head that a witness cosigned
    name, id, key = known(witness)
    kept_ones = (json.loads(line) for line in open(folder / "cosigned.jsonl", encoding="utf-8"))
    notes = (one["note"] for one in kept_ones if one["witness"] == witness)
    note = max(notes, key=lambda one: int(one.split("\n")[1]), default=None)
    must(note, f"{name} cosigned no head that is here")
    text, own = signature(note, name, id)
    at = int.from_bytes(own[:8], "big")
    believe(b"cosignature/v1\ntime %d\n" % at + text, own[8:], key)
    return *signed(note), f"{name}, last at {datetime.datetime.fromtimestamp(at, datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, cosigned"

def kept_elsewhere(file):  # size and root of a head that did not come with the export
    return *signed(pathlib.Path(file).read_text(encoding="utf-8")), f"{file} vouches for"

vouched = [kept_elsewhere(one) if pathlib.Path(one).is_file() else cosigned(one) for one in others]
newest = signed((folder / "head.note").read_text(encoding="utf-8"))
heads = (signed(json.loads(line)) for line in open(folder / "heads.jsonl", encoding="utf-8"))
next_head = next(heads, None)
parts, size, good = [], 0, 0  # RFC 6962: roots of complete subtrees, the largest first
for entries in sorted(folder.glob("entries-*.jsonl")):
    for line in open(entries, "rb"):
        node, size = sha(b"\x00", line.rstrip(b"\n")), size + 1
        for _ in range((size & -size).bit_length() - 1):
            node = sha(b"\x01", parts.pop(), node)
        parts.append(node)
        signs = [one for one in (next_head, newest) if one and one[0] == size]
        vouches = [one for one in vouched if one[0] == size]
        if signs or vouches:
            root = parts[-1]
            for left in reversed(parts[:-1]):
                root = sha(b"\x01", left, root)
            for one in vouches:
                must(root == one[1], f"{one[2]} another history of {size} entries")
            for one in signs:
                must(root == one[1], f"the head of {size} entries signs others: the first bad one is at position {good} to {size - 1}")
            good = size
        if next_head in signs:
            next_head = next(heads, None)
must(next_head is None and all(one[0] <= size for one in [newest, *vouched]), f"entries are missing after position {size - 1}")
must(size == newest[0], f"no head signs what follows position {newest[0] - 1}: head.note ends there")
must(size > 0, "there is no entry")
for one in vouched:
    print(f"{one[2]} the first {one[0]} of these entries")
print(f"{size} entries are those that were signed, in that order")
