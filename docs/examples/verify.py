#!/usr/bin/env python3
"""verify.py BUNDLE TRUST FINGERPRINT: checks a Gapferry bundle as docs/format.md describes it.

Needs Python 3.9 and the package cryptography. Prints one line; the exit code and its word are those of `gapferry verify`:
0 good, 1 good with findings, 10 TRUST, 11 REPLAY, 20 MALFORMED, 21 INTEGRITY, 22 MISSING, 23 UNLISTED, 24 UNSAFE, 25 LIMIT.
It compares no numbers and no ledger: that takes a store.
"""
import base64, hashlib, json, os, re, stat, sys, urllib.parse, zlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CODES = dict(USAGE=2, TRUST=10, REPLAY=11, MALFORMED=20, INTEGRITY=21, MISSING=22, UNLISTED=23, UNSAFE=24, LIMIT=25)
DROPPINGS = re.compile(r'(System Volume Information|\$RECYCLE\.BIN|\.Trashes|\.Trash-.*|\.Spotlight-V100|\.fseventsd|\.TemporaryItems'
                       r'|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|FOUND\.000)')
HEX = re.compile(r'[0-9a-f]{64}')
CONTROL = re.compile('[\0-\x1f\x7f-\x9f]')
MAX = 65536


class Refused(Exception):
    def __init__(self, word, where, why):
        super().__init__(f'{word}: {where}: {why}')
        self.code = CODES[word]


def need(condition, word, where, why):
    if not condition:
        raise Refused(word, where, why)


# ---- F2.5: JSON ----------------------------------------------------------------------------------------------------------

def parse(data, where):
    def unique(pairs):
        keys = [key for key, _ in pairs]
        need(len(keys) == len(set(keys)), 'MALFORMED', where, 'a key stands twice')
        return dict(pairs)

    def refuse(text):
        raise Refused('MALFORMED', where, f'{text} is not an integer')

    def whole(text):
        need(len(text) <= 1000, 'LIMIT', where, 'a number of many digits')
        return int(text)

    need(not data.startswith(b'\xef\xbb\xbf'), 'MALFORMED', where, 'a byte order mark')
    need(depth(data) <= 32, 'LIMIT', where, 'nested too deep')
    try:
        value = json.loads(data.decode('utf-8'), object_pairs_hook=unique, parse_float=refuse, parse_int=whole, parse_constant=refuse)
    except (UnicodeDecodeError, ValueError) as problem:
        raise Refused('MALFORMED', where, str(problem))
    need(isinstance(value, dict), 'MALFORMED', where, 'no object')
    return value


def depth(data):
    deepest = now = 0
    for bracket in re.findall(rb'[][{}]', re.sub(rb'"(?:[^"\\]|\\.)*"', b'', data, flags=re.DOTALL)):
        now += 1 if bracket in b'[{' else -1
        deepest = max(deepest, now)
    return deepest


def integer(value, where, least=0):
    need(isinstance(value, int) and not isinstance(value, bool) and value >= least, 'MALFORMED', where, 'not an integer, or too small')
    need(value <= 2 ** 53 - 1, 'LIMIT', where, 'an integer above 2^53 - 1')
    return value


def digest(value, where):
    need(isinstance(value, str) and HEX.fullmatch(value), 'MALFORMED', where, 'no SHA-256')
    return value


# ---- F1.2, F1.3: names ---------------------------------------------------------------------------------------------------

def names(folder):
    sizes = {}
    for prefix in ('', 'trust/', 'volumes/'):
        path = os.path.join(folder, prefix)
        if prefix and not os.path.lexists(path.rstrip('/')):
            continue
        for entry in sorted(os.listdir(path)):
            name, status = prefix + entry, os.lstat(os.path.join(path, entry))
            if DROPPINGS.fullmatch(entry):
                continue
            if name in ('trust', 'volumes'):
                need(stat.S_ISDIR(status.st_mode), 'UNSAFE', name, 'no folder')
            else:
                need(stat.S_ISREG(status.st_mode) and status.st_nlink == 1, 'UNSAFE', name, 'no plain file')
                sizes[name] = status.st_size
    return sizes


def small(folder, sizes, name):
    need(name in sizes, 'MISSING', name, 'not there')
    need(sizes[name] <= MAX, 'LIMIT', name, 'too large')
    with open(os.path.join(folder, name), 'rb') as file:
        return file.read(MAX)


# ---- F3.1 to F3.5: envelopes ---------------------------------------------------------------------------------------------

def unbase64(text, where):
    need(isinstance(text, str), 'MALFORMED', where, 'no base64')
    standard = text.replace('-', '+').replace('_', '/') if '-' in text or '_' in text else text
    try:
        data = base64.b64decode(standard, validate=True)
    except ValueError:
        raise Refused('MALFORMED', where, 'no base64')
    need(base64.b64encode(data).decode() == standard, 'MALFORMED', where, 'base64 that is not canonical')
    return data


def envelope(data, where):
    value = parse(data, where)
    signatures = value.get('signatures')
    need(isinstance(value.get('payloadType'), str) and isinstance(signatures, list), 'MALFORMED', where, 'no envelope')
    need(len(signatures) <= 64, 'LIMIT', where, 'too many signatures')
    for item in signatures:
        need(isinstance(item, dict), 'MALFORMED', where, 'a signature that is no object')
    return value['payloadType'], unbase64(value.get('payload'), where), [unbase64(item.get('sig'), where) for item in signatures]


def opened(data, where, wanted_type, keys, threshold):
    kind, payload, signatures = envelope(data, where)
    need(kind == wanted_type, 'TRUST', where, 'another kind of document')
    message = b'DSSEv1 %d %s %d %s' % (len(kind.encode()), kind.encode(), len(payload), payload)
    signers = 0
    for key in keys:
        for signature in signatures:
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
                signers += 1
                break
            except InvalidSignature:
                pass
    need(signers >= threshold, 'TRUST', where, f'{signers} of {threshold} signatures verify')
    return payload


# ---- F8: trust -----------------------------------------------------------------------------------------------------------

def fingerprint(data):
    alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
    first = int.from_bytes(hashlib.sha256(data).digest(), 'big') >> (256 - 135)
    text = ''.join(alphabet[first >> 5 * place & 31] for place in range(26, -1, -1))
    check = 0
    for character in text:
        check = (check ^ alphabet.index(character)) << 1
        check ^= 37 if check & 32 else 0
    text += alphabet[check]
    return '-'.join(text[i:i + 4] for i in range(0, 28, 4))


def trust(data, where, before=None):
    """The roles, version and epoch of a trust file that its own root signed, and the root of the version before, if there is one (F8.6)."""
    kind = 'application/vnd.gapferry.trust+json'
    value = parse(envelope(data, where)[1], where)
    need(value.get('format') == 1 and value.get('crit') == [], 'MALFORMED', where, 'another format')
    need({'root', 'exporter'} <= set(value['roles']) <= {'root', 'exporter', 'approver', 'receiver'}, 'MALFORMED', where, 'its roles')
    roles = {}
    for role, entry in value['roles'].items():
        keys = [base64.b64decode(value['keys'][key]['public']) for key in entry.get('keys', [])]
        need(len(set(keys)) == len(keys) and 1 <= integer(entry.get('threshold'), where) <= len(keys), 'MALFORMED', where, f'the role {role}')
        roles[role] = keys, entry['threshold']
    for one, other in (('root', 'exporter'), ('root', 'approver'), ('exporter', 'approver')):
        both = set(roles.get(one, ([],))[0]) & set(roles.get(other, ([],))[0])
        need(not both or value.get('singleKey') is True, 'MALFORMED', where, f'one key is {one} and {other}')
    version, epoch = integer(value['version'], where, 1), integer(value['epoch'], where, 1)
    opened(data, where, kind, *roles['root'])
    if before:
        opened(data, where, kind, *before[0]['root'])
        need(version == before[1] + 1 and before[2] <= epoch <= before[2] + 1, 'TRUST', where, 'not the next version')
    return roles, version, epoch


# ---- F3.6: the statement; F4, F5: its documents --------------------------------------------------------------------------

def statement(data, roles):
    where, kind = 'statement.dsse.json', 'application/vnd.in-toto+json'
    value = parse(opened(data, where, kind, *roles['exporter']), where)
    if 'approver' in roles:
        opened(data, where, kind, *roles['approver'])
    predicate = value.get('predicate')
    need(value.get('_type') == 'https://in-toto.io/Statement/v1' and value.get('predicateType') == 'https://gapferry.org/bundle/v1'
         and isinstance(predicate, dict), 'MALFORMED', where, 'another statement')
    need(predicate.get('format') == 1 and predicate.get('minReader') == 1 and predicate.get('crit') == [], 'MALFORMED', where, 'a newer format')
    for key in ('epoch', 'seq'):
        integer(predicate.get(key), where, 1)
    need(('prev' in predicate) == (predicate['seq'] > 1), 'MALFORMED', where, '`prev`')
    for name in ('inventory', 'packing'):
        digest(predicate[name]['sha256'], where), digest(predicate[name]['inflatedSha256'], where)
        integer(predicate[name]['size'], where), integer(predicate[name]['inflatedSize'], where)
    need(predicate.get('state') == predicate['inventory']['inflatedSha256'], 'MALFORMED', where, '`state`')
    subject = [('inventory.jsonl.gz', predicate['inventory']['sha256']), ('packing.jsonl.gz', predicate['packing']['sha256'])]
    subject += [(f'trust/{item["version"]}.json', item['sha256']) for item in predicate['trust']]
    need([item['version'] for item in predicate['trust']] == list(range(1, len(predicate['trust']) + 1)), 'MALFORMED', where, '`trust`')
    need([(item['name'], item['digest']['sha256']) for item in value['subject']] == subject, 'MALFORMED', where, '`subject`')
    return predicate


def document(folder, sizes, name, pinned):
    need(name in sizes, 'MISSING', name, 'not there')
    need(sizes[name] == pinned['size'], 'INTEGRITY', name, 'another size')
    with open(os.path.join(folder, name), 'rb') as file:
        data = file.read(pinned['size'] + 1)
    need(hashlib.sha256(data).hexdigest() == pinned['sha256'], 'INTEGRITY', name, 'another digest')
    inflater = zlib.decompressobj(31)
    inflated = inflater.decompress(data, pinned['inflatedSize'] + 1)
    need(len(inflated) == pinned['inflatedSize'] and hashlib.sha256(inflated).hexdigest() == pinned['inflatedSha256'], 'INTEGRITY', name, 'inflates to something else')
    lines = inflated.split(b'\n')
    need(lines.pop() == b'', 'MALFORMED', name, 'the last line has no newline')
    for number, line in enumerate(lines, 1):
        need(len(line) < 2 ** 20, 'LIMIT', f'{name}:{number}', 'a long line')
        need(line.startswith(b'{') and line.endswith(b'}'), 'MALFORMED', f'{name}:{number}', 'no line of JSON')
    return lines


def segments(text, where):
    """The decoded segments of a part of a coordinate (F4.4)."""
    found = []
    for segment in text.split('/'):
        need(re.fullmatch(r'([A-Za-z0-9._~-]|%[0-9A-F]{2})+', segment), 'MALFORMED', where, f'the segment `{segment}`')
        try:
            plain = urllib.parse.unquote(segment, errors='strict')
        except UnicodeDecodeError:
            raise Refused('MALFORMED', where, f'the segment `{segment}`')
        need(urllib.parse.quote(plain, safe='~') == segment and plain not in ('.', '..') and not CONTROL.search(plain), 'MALFORMED', where, f'the segment `{segment}`')
        found.append(plain)
    return found


def coordinate(text, where):
    """The package and the decoded version (empty for none) of a coordinate (F4.4)."""
    match = re.fullmatch(r'(pkg:[a-z][a-z0-9]*/([^@]*))(?:@([^@/]*))?', text) if isinstance(text, str) and len(text) <= 1024 else None
    need(match, 'MALFORMED', where, 'no coordinate')
    segments(match[2], where)
    return match[1], segments(match[3], where)[0] if match[3] is not None else ''


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lines.json'), encoding='utf-8') as table:
    LINES = json.load(table)  # the fields of each kind of line, as docs/format.md describes them


def check(value, fields, where):
    """An object has what the table says of its fields (F4.3); unknown ones are ignored (F2.5)."""
    need(isinstance(value, dict), 'MALFORMED', where, 'no object')
    for field in fields:
        if field['key'] in value:
            typed(value[field['key']], field, where)
        else:
            need(field.get('optional'), 'MALFORMED', where, f'`{field["key"]}` is missing')


def typed(value, kind, where):
    if kind['type'] == 'integer':
        need(integer(value, where, kind['min']) <= kind['max'], 'MALFORMED', where, 'an integer out of range')
    elif kind['type'] == 'sha256':
        digest(value, where)
    elif kind['type'] == 'coordinate':
        coordinate(value, where)
    elif kind['type'] == 'text':
        need(isinstance(value, str), 'MALFORMED', where, 'no text')
    elif kind['type'] == 'word':
        need(value in kind['words'], 'MALFORMED', where, f'the word `{value}`')
    elif kind['type'] == 'pointer':
        need(isinstance(value, str) and '#' in value, 'MALFORMED', where, 'no pointer')
        owner, _, pointer = value.partition('#')
        coordinate(owner, where)
        segments(pointer, where)
    elif kind['type'] == 'digests':
        need(isinstance(value, dict) and 'sha256' not in value, 'MALFORMED', where, '`digests`')
        for algorithm, text in value.items():
            digits = kind['hexDigits'].get(algorithm)
            need(not digits or isinstance(text, str) and re.fullmatch(f'[0-9a-f]{{{digits}}}', text), 'MALFORMED', where, f'no {algorithm}')
            need(algorithm != 'h1' or isinstance(text, str) and re.fullmatch(r'h1:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=', text), 'MALFORMED', where, 'no h1')
    elif kind['type'] == 'list':
        need(isinstance(value, list), 'MALFORMED', where, 'no array')
        for item in value:
            typed(item, kind['of'], where)
        keys = [item[kind['sortedBy']].encode('utf-16-be', 'surrogatepass') for item in value] if 'sortedBy' in kind else []
        need(all(a < b for a, b in zip(keys, keys[1:])), 'MALFORMED', where, 'an array that is not sorted')
    elif kind['type'] == 'object':
        check(value, kind['fields'], where)
    else:
        raise ValueError(kind)


def inventory(lines, counts):
    name, blobs, used, artifacts, pointers, previous = 'inventory.jsonl.gz', {}, set(), set(), [], b''
    for number, line in enumerate(lines, 1):
        where = f'{name}:{number}'
        need(line > previous, 'MALFORMED', where, 'not sorted')
        previous, value = line, parse(line, where)
        kind = next(iter(value), '')
        need(kind in LINES['inventory'], 'MALFORMED', where, 'another kind')
        check(value, LINES['inventory'][kind], where)
        if kind == 'artifact':
            need(coordinate(value['artifact'], where)[1], 'MALFORMED', where, 'an artifact without version')
            artifacts.add(coordinate(value['artifact'], where))
            need(all(re.fullmatch('[a-z0-9]+(-[a-z0-9]+)*', flag) for flag in value.get('flags', [])), 'MALFORMED', where, '`flags`')
            for file in value.get('files', []):
                need(bool(file.get('replaces')) == bool(file.get('reason')), 'MALFORMED', where, '`replaces` and `reason`')
                need(isinstance(file['name'], str) and 1 <= len(file['name']) <= 255 and file['name'] not in ('.', '..')
                     and not re.search(r'[/\\]', file['name']) and not CONTROL.search(file['name']), 'MALFORMED', where, 'the name of a file')
            used.update((digest(file['sha256'], where), integer(file['size'], where)) for file in value.get('files', []))
        elif kind == 'blob':
            need(digest(value['blob'], where) not in blobs, 'MALFORMED', where, 'a blob twice')
            blobs[value['blob']] = integer(value['size'], where)
        else:
            owner, _, pointer = value['pointer'].partition('#')
            package, _ = coordinate(owner, where)
            need('version' not in value or (package, value['version']) in artifacts, 'MALFORMED', name, 'a pointer to a version that is not there')
            pointers.append(value)
            need(('version' in value) == (value['kind'] == 'tag') != ('sha256' in value) and ('sha256' in value) == ('size' in value), 'MALFORMED', where, 'a pointer')
            need(('rank' in value) == (value['kind'] == 'monotonic'), 'MALFORMED', where, '`rank`')
            if 'sha256' in value:
                used.add((digest(value['sha256'], where), integer(value['size'], where)))
    need(used == set(blobs.items()), 'MALFORMED', name, 'blobs and what names them differ')
    found = dict(artifacts=len(artifacts), blobs=len(blobs), bytes=sum(blobs.values()), pointers=len(pointers))
    need(found == counts, 'MALFORMED', 'statement.dsse.json', '`counts`')
    return blobs


def packing(lines, packed, blobs):
    name, volumes, entries, before = 'packing.jsonl.gz', [], [], None
    offset = 0
    for number, line in enumerate(lines, 1):
        where, value = f'{name}:{number}', parse(line, f'{name}:{number}')
        check(value, LINES['packing']['blob' if 'blob' in value else 'volume'], where)
        need(('part' in value) == ('of' in value), 'MALFORMED', where, 'a part')
        volume = value['volume']
        need(volume == len(volumes) + 1, 'MALFORMED', where, 'another volume')
        if 'blob' in value:
            part, of = value.get('part', 1), value.get('of', 1)
            fresh = before is None or before[1] == before[2]
            need(part == 1 and (before is None or value['blob'] > before[0]) if fresh else (value['blob'], part, of) == (before[0], before[1] + 1, before[2]),
                 'MALFORMED', where, 'not in order')
            need(integer(value['offset'], where) == offset + 512, 'MALFORMED', where, 'another offset')
            offset = value['offset'] + -(-integer(value['size'], where) // 512) * 512
            before = value['blob'], part, of
            entries.append((volume, value['blob'], part, of, value['offset'], value['size']))
        else:
            need(integer(value['size'], where) == offset + 1024, 'MALFORMED', where, 'another size')
            volumes.append((value['size'], digest(value['sha256'], where)))
            offset = 0
    need(offset == 0 and (before is None or before[1] == before[2]), 'MALFORMED', name, 'ends too early')
    sizes = {}
    for _, blob, _, _, _, size in entries:
        sizes[blob] = sizes.get(blob, 0) + size
    need(all(blobs.get(blob) == size for blob, size in sizes.items()), 'MALFORMED', name, 'a blob that is not in the inventory')
    need(packed == dict(volumes=len(volumes), blobs=len(sizes), bytes=sum(sizes.values())), 'MALFORMED', 'statement.dsse.json', '`packed`')
    return volumes, entries


# ---- F6: volumes ---------------------------------------------------------------------------------------------------------

def header(name, size):
    fields = [(0, name), (100, '0000644'), (108, '0000000'), (116, '0000000'), (124, f'{size:011o}'), (136, '0' * 11), (148, ' ' * 8),
              (156, '0'), (257, 'ustar'), (263, '00')]
    block = bytearray(512)
    for place, text in fields:
        block[place:place + len(text)] = text.encode()
    block[148:156] = f'{sum(block):06o}\0 '.encode()
    return bytes(block)


def hashed(folder, volumes, entries):
    running = hashlib.sha256()
    for number in range(1, len(volumes) + 1):
        name = f'volumes/{number:04}.tar'
        with open(os.path.join(folder, name), 'rb') as file:
            for volume, blob, part, of, _, size in entries:
                if volume != number:
                    continue
                need(file.read(512) == header(f'blobs/sha256/{blob}' + (f'.{part}-{of}' if of > 1 else ''), size), 'INTEGRITY', name, 'a header')
                left = size
                while left:
                    chunk = file.read(min(left, 1 << 20))
                    need(chunk, 'INTEGRITY', name, 'ends too early')
                    running.update(chunk)
                    left -= len(chunk)
                need(not any(file.read(-size % 512)), 'INTEGRITY', name, 'padding')
                if part == of:
                    need(running.hexdigest() == blob, 'INTEGRITY', name, f'blob {blob}')
                    running = hashlib.sha256()
            need(file.read(1025) == bytes(1024), 'INTEGRITY', name, 'the end')


def verify(folder, trust_file, typed):
    with open(trust_file, 'rb') as file:
        accepted = file.read(MAX)
    need(typed in (fingerprint(accepted), hashlib.sha256(accepted).hexdigest()), 'TRUST', trust_file, 'another fingerprint')
    newest = first = trust(accepted, trust_file)
    sizes = names(folder)
    there = [int(match[1]) for match in (re.fullmatch(r'trust/([1-9][0-9]{0,8})\.json', name) for name in sizes) if match]
    need(not there or max(there) <= 1024, 'LIMIT', f'trust/{max(there, default=0)}.json', 'too many versions')
    brought = {}
    for version in range(first[1] + 1, max(there, default=0) + 1):
        name = f'trust/{version}.json'
        brought[version] = small(folder, sizes, name)
        newest = trust(brought[version], name, newest)
    said = statement(small(folder, sizes, 'statement.dsse.json'), newest[0])
    for item in said['trust']:
        name = f'trust/{item["version"]}.json'
        data = brought.get(item['version']) or small(folder, sizes, name)
        need((len(data), hashlib.sha256(data).hexdigest()) == (item['size'], item['sha256']), 'INTEGRITY', name, 'another digest')
        need(item['version'] != first[1] or data == accepted, 'TRUST', name, 'not the trust file that was accepted')
    need(len(said['trust']) >= first[1], 'REPLAY', f'trust/{len(said["trust"])}.json', 'fewer versions than were accepted')
    need(said['epoch'] <= newest[2], 'TRUST', 'statement.dsse.json', 'an epoch that nobody began')
    need(said['epoch'] >= newest[2], 'REPLAY', 'statement.dsse.json', 'an epoch that is over')
    lines = document(folder, sizes, 'inventory.jsonl.gz', said['inventory'])
    packed_lines = document(folder, sizes, 'packing.jsonl.gz', said['packing'])
    blobs = inventory(lines, said['counts'])
    volumes, entries = packing(packed_lines, said['packed'], blobs)
    sums = {'inventory.jsonl.gz': said['inventory']['sha256'], 'packing.jsonl.gz': said['packing']['sha256']}
    sums.update((f'trust/{item["version"]}.json', item['sha256']) for item in said['trust'])
    sums.update((f'volumes/{number:04}.tar', volume[1]) for number, volume in enumerate(volumes, 1))
    for name in sizes:
        need(name in sums or name in ('statement.dsse.json', 'SHA256SUMS'), 'UNLISTED', name, 'derived by nothing')
    for number, (size, _) in enumerate(volumes, 1):
        name = f'volumes/{number:04}.tar'
        need(name in sizes, 'MISSING', name, 'not there')
        need(sizes[name] == size, 'INTEGRITY', name, 'another size')
    hashed(folder, volumes, entries)
    expected = ''.join(f'{value}  {name}\n' for name, value in sorted(sums.items())).encode()
    with open(os.path.join(folder, 'SHA256SUMS'), 'rb') if 'SHA256SUMS' in sizes else open(os.devnull, 'rb') as file:
        edited = file.read() != expected
    print(f'state {said["feed"]} {said["epoch"]}.{said["seq"]} sha256:{said["state"]}' + (', SHA256SUMS was edited' if edited else ''))
    return 1 if edited else 0


if __name__ == '__main__':
    if len(sys.argv) != 4 or not os.path.isdir(sys.argv[1]):
        sys.exit(__doc__)
    try:
        sys.exit(verify(*sys.argv[1:]))
    except Refused as refused:
        print(f'verify: {refused}', file=sys.stderr)
        sys.exit(refused.code)
    except (KeyError, TypeError, AttributeError, StopIteration) as problem:
        print(f'verify: MALFORMED: .: a member is missing or of another type: {problem!r}', file=sys.stderr)
        sys.exit(CODES['MALFORMED'])
