"""Prints what the installed package exposes, as JSON.

Classes and functions are those of `placet.__all__`. Names with an underscore, and what
Python's own protocols call, are no surface.
"""

import dataclasses
import inspect
import json
import types
import typing

import placet
from placet import errors


def arguments(function):
    """Give the arguments of a function after `self`, in order."""
    parameters = list(inspect.signature(function).parameters.values())
    if parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
    names = [parameter.name for parameter in parameters]
    found = []
    for parameter in parameters:
        # `**fields` beside `context` are the fields of the context, as keywords
        spread = parameter.kind is parameter.VAR_KEYWORD
        if spread and parameter.name == "fields" and "context" in names:
            continue
        found.append(
            {
                "name": parameter.name,
                "optional": parameter.default is not parameter.empty,
                "named": parameter.kind is parameter.KEYWORD_ONLY,
                "many": spread or parameter.kind is parameter.VAR_POSITIONAL,
            }
        )
    return found


def plain(function):
    """Give the function below what a class wraps it in."""
    if isinstance(function, (classmethod, staticmethod)):
        return function.__func__
    return function


def members(shown):
    """Give the public names of a class and of those that it is made from."""
    found = {}
    for base in reversed(shown.__mro__[:-1]):
        if base.__module__.partition(".")[0] == "placet":
            found.update(vars(base))
    return {name: value for name, value in found.items() if not name.startswith("_")}


def fields(shown):
    """Give the data that an object of a class shows."""
    if typing.is_typeddict(shown):
        return list(typing.get_type_hints(shown))
    if dataclasses.is_dataclass(shown):
        return [field.name for field in dataclasses.fields(shown)]
    data = (property, types.GetSetDescriptorType, types.MemberDescriptorType)
    return [name for name, value in members(shown).items() if isinstance(value, data)]


def class_of(name, shown, acts):
    """Tell of one class."""
    own = fields(shown)
    operations = []
    for member in [] if typing.is_typeddict(shown) else members(shown):
        value = inspect.getattr_static(shown, member)
        if member not in own and callable(plain(value)):
            operations.append(
                {
                    "name": member,
                    "arguments": arguments(plain(value)),
                    "waits": shown is placet.Engine and member in acts,
                }
            )
    return {"name": name, "fields": own, "operations": operations}


def main():
    """Print the surface."""
    acts = members(placet.Acts)
    classes, functions, kinds = [], [], []
    for name in placet.__all__:
        shown = getattr(placet, name)
        if isinstance(shown, type) and issubclass(shown, errors.Error):
            own = fields_of_error(shown)
            kinds.append({"name": name, "code": shown.code, "fields": own})
        elif shown is placet.Acts:
            pass  # it has nothing of its own: it says which operations are awaited
        elif isinstance(shown, type) or typing.is_typeddict(shown):
            classes.append(class_of(name, shown, acts))
        elif callable(shown):
            functions.append(
                {"name": name, "arguments": arguments(shown), "waits": False}
            )
    print(json.dumps({"classes": classes, "functions": functions, "errors": kinds}))


def fields_of_error(kind):
    """Give what an error carries beside its message."""
    own = list(inspect.signature(kind.__init__).parameters)
    return [name for name in own if name not in ("self", "args", "kwargs", "message")]


main()
