"""What the checks against real CPythons share: which interpreters there are, running a program in one, the count of checks."""

import glob
import json
import math
import os
import re
import shutil
import subprocess
import tempfile


def find_paths():
    """Every executable that may be a CPython, each once."""
    found = []
    roots = [os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv")]
    for root in filter(None, roots):
        found += sorted(glob.glob(os.path.join(root, "versions", "*", "bin", "python")))
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if "shims" in folder.split(os.sep):
            continue  # pyenv's shims are its versions again
        found += sorted(p for p in glob.glob(os.path.join(folder, "python[23]*"))
                        if re.fullmatch(r"python(2\.7|3|3\.\d+t?)", os.path.basename(p)))
    seen, paths = set(), []
    for path in found:
        real = os.path.realpath(path)
        if real not in seen and os.access(real, os.X_OK):
            seen.add(real)
            paths.append(path)
    return paths


class Report:
    def __init__(self):
        self.failures, self.checks = 0, 0

    def check(self, good, message):
        self.checks += 1
        if not good:
            self.failures += 1
            print("  FAILED: " + message, flush=True)
        return good

    def end(self, what):
        print("%s: %d checks, %d failed" % (what, self.checks, self.failures))
        return 1 if self.failures else 0


def program():
    """The program under test."""
    return os.environ.get("RACELEDGER") or shutil.which("raceledger") or "build/raceledger"


def lab(*words):
    """What `raceledger run LAB ... --json` says."""
    return json.loads(subprocess.check_output([program(), "run"] + list(words) + ["--json"]))


def pythons(least=(3, 8), only=None):
    """(version, path) of the CPythons with processes to compare, one a minor version, oldest first; when brief the newest."""
    found = {}
    for path in find_paths():
        try:
            told = subprocess.check_output([path, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"],
                                           stderr=subprocess.DEVNULL, timeout=20).decode().strip()
        except (OSError, subprocess.SubprocessError):
            continue
        version = tuple(int(x) for x in told.split("."))
        if version[:2] >= least and (only is None or told.startswith(only)):
            found.setdefault(version[:2], (told, path))
    if not found:
        print("no CPython from %d.%d on to compare with: skipped" % least)
    return [found[v] for v in sorted(found)][-1 if os.environ.get("RACELEDGER_BRIEF") else 0:]


def run_python(path, source, *words, timeout=20):
    """What a program prints; None: it hangs. It runs in a process group of its own, which is ended with it."""
    with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as file:
        file.write(source)
        file.flush()
        child = subprocess.Popen([path, file.name] + list(words), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                 start_new_session=True)
        try:
            out, _ = child.communicate(timeout=timeout)
            return out.decode()
        except subprocess.TimeoutExpired:
            return None
        finally:
            try:
                os.killpg(child.pid, 9)
            except OSError:
                pass
            child.wait()
            child.stdout.close()


def far_apart(came_a, of_a, came_b, of_b, sigmas=5):
    """Whether two shares differ by more than chance alone lets so many runs differ. In a brief check, which runs among other
    tests on a busy machine, by much more."""
    sigmas *= 2 if os.environ.get("RACELEDGER_BRIEF") else 1
    both = (came_a + came_b) / (of_a + of_b)
    spread = math.sqrt(max(both * (1 - both), 1 / (of_a + of_b)) * (1 / of_a + 1 / of_b))
    return abs(came_a / of_a - came_b / of_b) > sigmas * spread
