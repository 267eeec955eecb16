# Says what is wrong with a file of tasks, without running it. The first lines
# must be understood by every Python there ever was, so that an old one can say so.
import sys
sys.stdout.write("%d.%d\n" % sys.version_info[:2])
sys.stdout.flush()
if sys.version_info < (3, 9):
    sys.exit()

import ast, difflib, json, warnings

path, wanted = sys.argv[1], sys.argv[2:]


def names(tree):
    """Returns what a module binds at its top level, in the blocks of if, try, with
    and the like too, and what its functions declare global."""
    found, rest = set(), [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            declared_global(node, found)
        elif isinstance(node, ast.Import):
            found.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif not isinstance(node, ast.Lambda):
            rest.extend(ast.iter_child_nodes(node))
    return found


def declared_global(function, found):
    for child in ast.walk(function):
        if isinstance(child, ast.Global):
            found.update(child.names)


def makes_names(tree):
    return any(isinstance(n, ast.Name) and n.id in ("globals", "exec") for n in ast.walk(tree))


def functions(tree):
    """The names that a person would look for."""
    return [n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]


def near(name, defined):
    return difflib.get_close_matches(name, defined, 3) or defined[:10]


def check():
    warnings.simplefilter("ignore")
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source, path)
        compile(source, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return {"line": error.lineno or 0, "text": (error.text or "").strip(), "message": error.msg}
    except (ValueError, RecursionError, MemoryError) as error:
        return {"line": 0, "text": "", "message": str(error) or type(error).__name__}
    found = names(tree)
    if found & {"*", "__getattr__"} or makes_names(tree):
        return {}
    return {"missing": [{"name": name, "near": near(name, functions(tree))} for name in wanted if name not in found]}


sys.stdout.write(json.dumps(check()) + "\n")
