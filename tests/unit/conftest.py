"""A small writer of REFI-QDA projects, so that a test can show the project it is about."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

PROJECT = '<Project xmlns="urn:QDA-XML:project:1.0" name="Tiny" origin="test">{body}</Project>'


class TinyProject:
    """Builds a project element by element; every thing is named by its GUID."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.users, self.codes, self.variables, self.cases, self.sources, self.rest = [], [], [], [], [], []
        self.members = {}

    def user(self, guid, name=None):
        self.users.append(f"<User guid={quoteattr(guid)} name={quoteattr(name or guid)}/>")
        return self

    def code(self, guid, *below, name=None, codable=True, description=""):
        """Add a code at the top; ``below`` are strings that :meth:`code_xml` returns."""
        self.codes.append(self.code_xml(guid, *below, name=name, codable=codable, description=description))
        return self

    @staticmethod
    def code_xml(guid, *below, name=None, codable=True, description=""):
        about = f"<Description>{escape(description)}</Description>" if description else ""
        codable = "true" if codable else "false"
        return (
            f'<Code guid={quoteattr(guid)} name={quoteattr(name or guid)} isCodable="{codable}">'
            f"{about}{''.join(below)}</Code>"
        )

    def variable(self, name, kind="Text"):
        self.variables.append(f'<Variable guid="v-{name}" name="{name}" typeOfVariable="{kind}"/>')
        return self

    @staticmethod
    def values_xml(values):
        return "".join(
            f'<VariableValue><VariableRef targetGUID="v-{name}"/>'
            f"<TextValue>{escape(value)}</TextValue></VariableValue>"
            for name, value in values.items()
        )

    def case(self, guid, sources, **values):
        refs = "".join(f'<SourceRef targetGUID="{source}"/>' for source in sources)
        self.cases.append(f'<Case guid="{guid}" name="{guid}">{self.values_xml(values)}{refs}</Case>')
        return self

    def text(self, guid, text, *marks, name=None, path=None, extra=""):
        """Add a text source; with ``path`` its text lies in the archive as that member, else in the XML."""
        if path is None:
            content, reference = f"<PlainTextContent>{escape(text)}</PlainTextContent>", ""
        else:
            self.members[path] = text if isinstance(text, bytes) else text.encode()
            content, reference = "", f' plainTextPath="internal://{path.rpartition("/")[2]}"'
        name = guid if name is None else name
        self.sources.append(
            f"<TextSource guid={quoteattr(guid)} name={quoteattr(name)}{reference}>{content}{''.join(marks)}{extra}"
            "</TextSource>"
        )
        return self

    @staticmethod
    def mark(guid, start, end, *codings, name="", user="", at=""):
        """Return a selection; a coding is ``"code"`` by the user of the selection, or ``("code", "coder")``."""
        inside = ""
        for number, coding in enumerate(codings):
            code, coder = (coding, user) if isinstance(coding, str) else coding
            by = f' creatingUser="{coder}"' if coder else ""
            by += f' creationDateTime="{at}"' if at else ""
            inside += f'<Coding guid="{guid}-{number}"{by}><CodeRef targetGUID="{code}"/></Coding>'
        by = f' creatingUser="{user}"' if user else ""
        return (
            f'<PlainTextSelection guid="{guid}" name={quoteattr(name)} startPosition="{start}"'
            f' endPosition="{end}"{by}>{inside}</PlainTextSelection>'
        )

    def xml(self):
        parts = {
            "Users": self.users,
            "CodeBook": [f"<Codes>{''.join(self.codes)}</Codes>"] if self.codes else [],
            "Variables": self.variables,
            "Cases": self.cases,
            "Sources": self.sources,
        }
        body = "".join(f"<{tag}>{''.join(items)}</{tag}>" for tag, items in parts.items() if items)
        return PROJECT.format(body=body + "".join(self.rest))

    def write(self, name="tiny.qdpx", project="project.qde"):
        return self.archive({project: self.xml().encode(), **self.members}, name)

    def archive(self, members, name="tiny.qdpx", compression=zipfile.ZIP_DEFLATED):
        path = self.folder / name
        with zipfile.ZipFile(path, "w", compression) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path


@pytest.fixture
def tiny_project(tmp_path):
    """An empty project in the test's own folder."""
    return TinyProject(tmp_path)
