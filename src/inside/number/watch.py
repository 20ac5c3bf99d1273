# Runs in the program's interpreter before the program does, out of sight: its names are in no module, and it imports nothing.
# Given: watch, say, learn, past, end (functions of ours), names (what --watch asked for).
#
# It looks for assignments to what is watched where they are in sight: `balance = 0` and the like at the top of a module (in its
# if, for, while, with and try too), and of a plain number in a function that declares it global; for `account.balance`, `a[0]`
# and `d['b']` where account, a and d are assigned, and where a plain number is assigned to the thing itself. In front of
# the value comes `WATCH @`, and the tree is compiled by Python itself, with the places of the text that is there. What
# `from bank import balance` binds is another variable than the module's: `balance = WATCH @ balance` comes behind it.
sys, marshal, builtins = __import__('sys'), __import__('marshal'), __import__('builtins')
loaders = sys.modules['_frozen_importlib_external']
io_open, getcwd = __import__('io').open, __import__('posix').getcwd

AST_ALONE = 0x400
BLOCKS = ('body', 'orelse', 'finalbody', 'handlers', 'cases')
SCOPES = ('FunctionDef', 'AsyncFunctionDef', 'ClassDef', 'Lambda')


def kind(node):
    return type(node).__name__


def constant(node):
    """(is one, value) of a number or text that is written out; up to 3.7 each kind has a node of its own"""
    if kind(node) == 'UnaryOp' and kind(node.op) in ('USub', 'UAdd'):
        found, value = constant(node.operand)
        return (found and isinstance(value, (int, float)), -value if found and kind(node.op) == 'USub' else value)
    if kind(node) == 'Constant':
        return True, node.value
    if kind(node) == 'Num':
        return True, node.n
    if kind(node) == 'Str':
        return True, node.s
    return False, None


def is_number(node):
    found, value = constant(node)
    return found and isinstance(value, (int, float)) and not isinstance(value, bool)


def step(node):
    """what an attribute or an item adds to what it is of: (is an item, key)"""
    if kind(node) == 'Attribute':
        return (False, node.attr)
    if kind(node) == 'Subscript':
        found, value = constant(node.slice.value if kind(node.slice) == 'Index' else node.slice)
        if found:
            return (True, value)
    return None


class Asked:
    """a name of --watch: the variable it begins with and the steps from there"""

    def __init__(self, text, number):
        self.text, self.found, self.seen = text, False, []
        node = compile(text, '', 'eval', AST_ALONE).body
        steps = []
        while kind(node) != 'Name':
            one = step(node)
            if one is None:
                raise ValueError
            steps.insert(0, one)
            node = node.value
        self.base, self.steps = node.id, tuple(steps)
        self.name, self.leaf = '__raceledger_%d__' % number, '__raceledger_%d_leaf__' % number
        setattr(builtins, self.name, watch((text, self.base, self.steps, False)))
        if steps:
            setattr(builtins, self.leaf, watch((text, steps[-1][1], self.steps, True)))
        self.inner = None
        if len(steps) == 1 and not steps[0][0]:  # bank.total: of the module bank
            self.inner = '__raceledger_%d_inner__' % number
            setattr(builtins, self.inner, watch((text, steps[0][1], (), False)))


def placed(node, like):
    for name in ('lineno', 'col_offset', 'end_lineno', 'end_col_offset'):
        if hasattr(like, name):
            setattr(node, name, getattr(like, name))
    return node


def wrapped(name, value, holder=None):
    """name @ value, or name @ holder @ value"""
    whole = placed(compile('%s @ 0' % name, '', 'eval', AST_ALONE).body, value)
    placed(whole.left, value)
    whole.right = value
    if holder is not None:
        whole.left = wrapped(name, holder)
    return whole


def mentions(node, name):
    if kind(node) == 'Name':
        return node.id == name
    return any(mentions(one, name) for one in children(node))


def children(node):
    for field in getattr(node, '_fields', ()):
        value = getattr(node, field, None)
        for one in value if isinstance(value, list) else (value,):
            if hasattr(one, '_fields'):
                yield one


def loaded_copy(node):
    """of a holder that is a name or names with dots: the same, to be loaded; else None"""
    text = []
    while kind(node) == 'Attribute':
        text.insert(0, node.attr)
        node = node.value
    if kind(node) != 'Name':
        return None
    return compile('.'.join([node.id] + text), '', 'eval', AST_ALONE).body


def place_all(node, like):
    placed(node, like)
    for one in children(node):
        place_all(one, like)


def bound(name, target, like, only_where_it_is):
    """target = name @ target; where only_where_it_is, nothing where there is no such name"""
    text = '%s = %s @ %s' % (target, name, target)
    node = compile('try:\n %s\nexcept NameError: pass' % text if only_where_it_is else text, '', 'exec', AST_ALONE).body[0]
    place_all(node, like)
    return node


class Change:
    """goes through a module once and changes what assigns to one name"""

    def __init__(self, asked, module):
        self.asked, self.base, self.name, self.steps = asked, asked.base, asked.name, asked.steps
        if asked.inner and module == asked.base:
            self.base, self.name, self.steps = asked.steps[0][1], asked.inner, ()

    def value(self, target, value, depth):
        if kind(target) == 'Name' and target.id == self.base:
            self.asked.found = True
            if (self.steps and not constant(value)[0]) or (
                    not self.steps and (is_number(value) if depth else not mentions(value, self.base))):
                return wrapped(self.name, value)
        elif kind(target) in ('Tuple', 'List') and kind(value) in ('Tuple', 'List') \
                and len(target.elts) == len(value.elts) and not any(kind(e) == 'Starred' for e in target.elts + value.elts):
            value.elts = [self.value(t, v, depth) for t, v in zip(target.elts, value.elts)]
        elif self.steps and step(target) == self.steps[-1] and is_number(value):
            holder = loaded_copy(target.value)
            if holder is not None:
                place_all(holder, value)
                return wrapped(self.asked.leaf, value, holder)
        elif kind(target) == 'Attribute' and not self.steps and target.attr == self.base:
            self.asked.seen.append(target.lineno)
        return value

    def assign(self, node, depth, declared):
        if kind(node) == 'Assign':
            targets = node.targets
        elif kind(node) == 'AnnAssign' and node.value is not None:
            targets = [node.target]
        else:
            return
        for target in targets:
            if depth and not self.steps and kind(target) == 'Name' and not declared:
                continue
            node.value = self.value(target, node.value, depth)

    def imported(self, node):
        """what comes behind the statement: of an import of the name, a list of one"""
        if kind(node) != 'ImportFrom':
            return []
        names = [one.asname or one.name for one in node.names]
        if self.base not in names and '*' not in names:
            return []
        self.asked.found |= self.base in names
        return [bound(self.name, self.base, node, self.base not in names)]

    def imports(self, node):
        for field in BLOCKS:
            block = getattr(node, field, None)
            if isinstance(block, list):
                block[:] = [one for statement in block for one in [statement] + self.imported(statement)]

    def go(self, node, depth=0, declared=False):
        self.assign(node, depth, declared)
        if kind(node) in SCOPES:
            if kind(node) == 'ClassDef' and not depth and any(self.is_member(one) for one in node.body):
                self.asked.seen.append(node.lineno)
            depth, declared = depth + 1, any(kind(one) == 'Global' and self.base in one.names for one in self.inside(node))
        if not depth or declared:
            self.imports(node)
        for one in children(node):
            self.go(one, depth, declared)

    def is_member(self, node):
        return not self.steps and kind(node) == 'Assign' and any(
            kind(t) == 'Name' and t.id == self.base for t in node.targets)

    def inside(self, node):
        """what stands in a function itself, not in functions within"""
        for one in children(node):
            yield one
            if kind(one) not in SCOPES:
                for other in self.inside(one):
                    yield other


def last_word(path):
    return path.rpartition('/')[2].rpartition('.')[0]


def compiled(data, path, module):
    """the module's code with all that is watched; raises what Python would"""
    tree = compile(data, path, 'exec', AST_ALONE, dont_inherit=True)
    for one in asked:
        Change(one, module).go(tree)
    return compile(tree, path, 'exec', dont_inherit=True)


def has_any(data):
    return any(one.base.encode() in data or one.steps and str(one.steps[-1][1]).encode() in data for one in asked)


def read(path):
    with io_open(path, 'rb') as file:
        return file.read()


def skips_a_line():
    """-x: what is left out of the program's first line is not known here"""
    for word in read('/proc/self/cmdline').split(b'\0')[1:]:
        if not word.startswith(b'-'):
            return False
        if b'x' in word:
            return True
    return False


def program(path):
    """the program's file is about to be read: what its loader is to read instead, as a .pyc has it; None: the file itself"""
    if path in given:  # once it has seen that it is a compiled one it opens it again
        return given[path]
    main = sys.modules.get('__main__')
    first = (sys.argv or [''])[0] if hasattr(sys, 'argv') else ''
    if main is not None and hasattr(main, '__file__'):
        past()  # it runs already
        return None
    if main is None or not first or first in ('-c', '-m') or not (
            path == first or path.endswith('/' + first.lstrip('./'))):
        return None
    own[:] = [folder_of(path)]
    data = read(path)
    if path.endswith('.pyc') or skips_a_line():
        say('%s: a compiled file, or one read with -x, cannot be watched' % path.rpartition('/')[2])
        return None
    try:
        code = compiled(data, path, last_word(path))
    except Exception:
        return None  # Python will say it itself
    tell_missing(path)
    globals()['loader'] = loaders.SourceFileLoader('__main__', path)
    head = loaders.MAGIC_NUMBER + bytes(12 if sys.version_info >= (3, 7) else 8)
    given[path] = head + marshal.dumps(code)
    return given[path]


def tell_missing(path):
    for one in asked:
        if not one.found and one.seen and not one.steps:
            say('%s is no variable of %s itself but of an object (line %d): name it with what holds it, as in --watch account.%s'
                % (one.text, path.rpartition('/')[2], one.seen[0], one.text))


def folder_of(path):
    folder = path.rpartition('/')[0]
    return folder if path.startswith('/') else getcwd() + ('/' + folder if folder else '')


def is_own(path):
    if not path.startswith('/'):
        path = getcwd() + '/' + path
    folder = own[0] if own else getcwd()
    return path.startswith(folder.rstrip('/') + '/') and '/site-packages/' not in path and '/dist-packages/' not in path \
        and not path.startswith(home)


def get_code(self, name=None):
    try:
        path = self.get_filename(name)
        if is_own(path):
            data = self.get_data(path)
            if has_any(data):
                return compiled(data, path, last_word(path))
    except Exception:
        pass
    return usual_get_code(self, name)


def names_of_instructions():
    """the module that has them is not left behind where the program has not asked for it"""
    before = set(sys.modules)
    names = list(__import__('opcode').opname)
    for name in ('opcode', '_opcode', '_opcode_metadata'):
        if name not in before:
            sys.modules.pop(name, None)
    return names


def learn_elsewhere():
    yield learn(opcodes)
    (lambda: learn(opcodes))()


asked, own, given = [], [], {}
home = getattr(sys.modules.get('encodings'), '__file__', None) or '/usr/lib/encodings/'
home = home.rpartition('/encodings/')[0] + '/'
opcodes = names_of_instructions()
learn(opcodes)
_ = [learn(opcodes) for _ in learn_elsewhere()]
if True:
    learn(opcodes)
for number, text in enumerate(names):
    try:
        asked.append(Asked(text, number))
    except (SyntaxError, ValueError):
        say("%s: --watch takes a name such as balance, account.balance, a[0] or d['b']" % text)
usual_get_code = loaders.SourceFileLoader.get_code
loaders.SourceLoader.get_code = get_code
__import__('atexit').register(end)
