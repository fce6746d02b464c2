"""inspect.signature of everything public, against the type stubs."""

import ast
import inspect
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tokenfare
from tokenfare import _native

STUBS = ast.parse((Path(tokenfare.__file__).parent / "_native.pyi").read_text())


def functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from functions(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node


def decorators(node: ast.FunctionDef) -> set[str]:
    return {ast.unparse(decorator) for decorator in node.decorator_list}


PLAIN = {name: node for name, node in functions(STUBS.body) if not decorators(node)}


def resolve(name: str) -> Any:
    found: Any = _native
    for part in name.split("."):
        found = getattr(found, part)
    return found


def parameters(arguments: ast.arguments) -> Iterator[tuple[str, Any, str]]:
    """Name, kind and default, as text, of each."""
    positional = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(positional) - len(arguments.defaults)) + arguments.defaults
    for index, (argument, value) in enumerate(zip(positional, defaults, strict=True)):
        kind = (inspect.Parameter.POSITIONAL_ONLY if index < len(arguments.posonlyargs)
                else inspect.Parameter.POSITIONAL_OR_KEYWORD)
        yield argument.arg, kind, ast.unparse(value) if value else ""
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield argument.arg, inspect.Parameter.KEYWORD_ONLY, ast.unparse(value) if value else ""


def told(signature: inspect.Signature) -> list[tuple[str, Any, str]]:
    return [(parameter.name, parameter.kind,
             "" if parameter.default is parameter.empty else repr(parameter.default))
            for parameter in signature.parameters.values()]


def test_there_are_some() -> None:
    assert {"CoreEncoding.encode", "Verdict.as_json", "Catalogue.find", "check"} <= set(PLAIN)
    assert len(PLAIN) > 80


@pytest.mark.parametrize("name", PLAIN)
def test_signature_is_that_of_the_stub(name: str) -> None:
    function = resolve(name)
    if not hasattr(function, "__nb_signature__"):
        pytest.skip("Python's own: a slot or a constructor")
    node = PLAIN[name]
    signature = inspect.signature(function)
    assert told(signature) == list(parameters(node.args))
    assert isinstance(signature.return_annotation, str)
    assert node.returns is not None


def test_a_bound_method_has_no_self() -> None:
    encoding = tokenfare.get_encoding("o200k_base")
    assert str(inspect.signature(encoding.count_up_to)) == "(text: 'str', limit: 'int') -> 'int | None'"
    assert list(inspect.signature(type(encoding).count_up_to).parameters) == ["self", "text", "limit"]
    encode = inspect.signature(encoding.encode)
    assert encode.parameters["disallowed_special"].default == "all"
    encode.bind("text", allowed_special="all")
    with pytest.raises(TypeError):
        encode.bind("text", "all")


@pytest.mark.parametrize("name", [name for name in dir(tokenfare) if not name.startswith("_")])
def test_every_public_method_has_a_signature(name: str) -> None:
    value = getattr(tokenfare, name)
    if inspect.ismodule(value):
        pytest.skip("a module")
    if not isinstance(value, type):
        inspect.signature(value)
        return
    own = {member for base in value.__mro__ if base.__module__.startswith("tokenfare")
           for member in vars(base)}
    for member in own:
        method = getattr(value, member)
        if not member.startswith("_") and callable(method):
            if type(vars(value).get(member)).__name__ == "nb_func":
                continue  # static: it has no self
            assert "self" in inspect.signature(method).parameters or inspect.ismethod(method)


def test_an_overloaded_function_takes_anything() -> None:
    assert str(inspect.signature(_native.CoreEncoding.__init__)).startswith("(self: ")


def test_native_functions_pickle() -> None:
    for function in (_native.version, tokenfare.Encoding.count, tokenfare.Catalogue.find):
        assert pickle.loads(pickle.dumps(function)) is function


@pytest.mark.parametrize("name", [name for name in dir(tokenfare.Encoding) if not name.startswith("_")])
def test_parameters_are_those_of_tiktoken(name: str) -> None:
    tiktoken = pytest.importorskip("tiktoken")
    theirs = getattr(tiktoken.Encoding, name, None)
    if theirs is None or not callable(theirs):
        pytest.skip("tiktoken has no such method")
    # An empty tuple says the same as their empty set.
    expected = [(parameter, kind, "()" if default == "set()" else default)
                for parameter, kind, default in told(inspect.signature(theirs))]
    assert told(inspect.signature(getattr(tokenfare.Encoding, name))) == expected
