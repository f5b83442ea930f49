"""What the scripts that break imports and exports have in common: running the program, tracing it, and killing it or failing its disk at chosen
system calls."""
import collections, hashlib, re, shutil, signal, subprocess, sys, time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
CALLS = ['write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'unlink', 'rmdir', 'mkdir', 'ftruncate']
ERRORS = {'write': ('ENOSPC', 'EIO'), 'pwrite64': ('ENOSPC', 'EIO'), 'fsync': ('EIO', 'ENOSPC'), 'fdatasync': ('EIO', 'ENOSPC'),
          'rename': ('EIO', 'ENOSPC'), 'mkdir': ('ENOSPC', 'EIO'), 'unlink': ('EIO',), 'rmdir': ('EIO',), 'ftruncate': ('EIO',)}


def gapferry(*arguments):
    """The program as its launcher starts it, but without the launcher, whose own processes a fault would break as well."""
    built = TOP / 'sync-cli/target/built'
    if not built.exists():
        subprocess.run([str(TOP / 'gapferry'), '--version'], check=True, stdout=subprocess.DEVNULL)
    jar, = (TOP / 'sync-cli/target').glob('sync-cli-*.jar')
    return ['env', 'LC_ALL=C.UTF-8', built.read_text(), '-XX:+UseSerialGC', '-Xlog:disable', '-cp', f'{jar}:{jar.parent}/lib/*',
            'org.gapferry.cli.Main', *map(str, arguments)]


def quiet(command, **more):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more).returncode


def content(folder, without=()):
    """Digest by path of every file, but for those whose first folder or name is left out."""
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(folder.rglob('*')) if file.is_file() and file.relative_to(folder).parts[0] not in without}


def replace(folder, template):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def when(begun, child):
    """Waits until the work of a child has begun, or the child has ended, and returns the time."""
    while child.poll() is None and not begun():
        time.sleep(0.001)
    return time.time()


def working_time(command, begun):
    """Runs a command; returns its exit code and the seconds between the beginning of its work and its end."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    since = when(begun, child)
    return child.wait(), time.time() - since


def kill_after(seconds, command, begun):
    """Kills a command some time after its work has begun: how long it takes to start, and on how busy a machine, does not matter."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    when(begun, child)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    child.wait()


def places(command, pattern, trace):
    """The calls that touch paths of a pattern, by their number among the calls of their name in their thread, as strace counts them."""
    quiet(['strace', '-f', '--seccomp-bpf', '-y', '-o', trace, '-e', 'trace=' + ','.join(CALLS), *command])
    counts, found = collections.Counter(), []
    for line in trace.read_text(errors='replace').splitlines():
        call = re.match(r'(\d+) +(\w+)\(', line)
        if call:
            counts[call.groups()] += 1
            if re.search(pattern, line):
                found.append((call[2], counts[call.groups()]))
    if len(found) < 20:
        sys.exit(f'only {len(found)} calls on {pattern} were seen')
    return found


def inject(command, call, number, fault):
    """Runs a command with one fault at one call: signal=SIGKILL, error=ENOSPC, ... Returns its exit code."""
    return quiet(['strace', '-f', '-o', '/dev/null', '-e', f'trace={call}', '-e', f'inject={call}:{fault}:when={number}', *command])


def some(chance, found, count):
    return found if count == 'all' else chance.sample(found, min(int(count), len(found)))
