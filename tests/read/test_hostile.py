from __future__ import annotations

import os
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from extract.read import ReadError, read
from extract.settings import Settings
from tests.read.invariants import check_document
from tests.read.write_word import W, p, part, table, tc, word_bytes

TEXT = "一、基本情况\n学校现有在校生1205人，比上年增加23人。\n"
STORY = "学校现有全日制在校生1205人，比上年增加23人。" * 30
LIMITS = Settings(max_bytes=2_000_000, max_unpacked_bytes=20_000_000, max_pixels=1_000_000)


def refusal(path: Path, settings: Settings = LIMITS) -> str:
    """The code of the refusal; its message is one line that begins with the file's name."""
    started = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read(path, settings)
    assert time.monotonic() - started < 10
    assert str(caught.value).startswith(path.name)
    assert "\n" not in str(caught.value)
    return caught.value.code


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20 + b"\xfe\xff" + b"\0" * 482
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "'
    + "a" * 1000
    + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8))
    + f']><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'
)
FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "read.empty"),
    "blanks": (b" \r\n\t" * 50, "read.empty"),
    "zeros": (b"\0" * 5000, "read.empty"),
    "wide blanks": ("　\n".encode() * 20, "read.empty"),
    "rubbish": (bytes(range(1, 256)) * 40, "read.unknown_format"),
    "a program": (b"\x7fELF" + bytes(range(256)) * 20, "read.unknown_format"),
    "an archive": (packed({"a.txt": b"a", "b.txt": b"b"}), "read.unknown_format"),
    "a workbook": (packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "read.unknown_format"),
    "some XML": (b'<?xml version="1.0"?><rss><channel/></rss>', "read.unknown_format"),
    "an empty package": (packed({}), "read.unknown_format"),
    "a package cut short": (word_bytes(p("一、概况") * 500)[:-300], "read.damaged"),
    "a package without a body": (packed({"word/styles.xml": b"<a/>"}), "read.damaged"),
    "a body that is no XML": (packed({"word/document.xml": b"<w:document"}), "read.damaged"),
    "a Word file without text": (word_bytes("<w:p/>"), "read.no_text"),
    "an XML bomb": (packed({"word/document.xml": BOMB.encode()}), "read.unsafe"),
    "a ZIP bomb": (packed({"word/document.xml": b" " * 30_000_000}), "read.too_large"),
    "a large part": (
        packed({"word/document.xml": part("document", "<w:body>" + p("人") * 40_000 + "</w:body>")}),
        "read.too_large",
    ),
    "a deep body": (packed({"word/document.xml": part("document", "<w:body>" + "<w:sdt><w:sdtContent>" * 3000)}), "read.damaged"),
    "the mark of an office file and nothing of one": (OLE[:8] + b"1205" * 200, "read.unknown_format"),
    "an office file cut in its header": (OLE[:100], "read.unknown_format"),
    "a file under a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "read.encrypted"),
    "a large file": (TEXT.encode() * 40_000, "read.too_large"),
    "half a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "read.damaged"),
    "half a PDF": (b"%PDF-1.7\n1 0 obj\n<<", "read.broken"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_report_is_refused(name: str, tmp_path: Path) -> None:
    data, code = FILES[name]
    path = tmp_path / f"{name}.docx"
    path.write_bytes(data)
    assert refusal(path) == code


def test_old_word_files_without_a_program_to_open_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "旧报告.doc"
    path.write_bytes(OLE + "WordDocument".encode("utf-16-le"))
    assert refusal(path) == "read.needs_office"


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.pdf") == "read.not_readable"
    (tmp_path / "folder.docx").mkdir()
    assert refusal(tmp_path / "folder.docx") == "read.not_readable"
    assert refusal(tmp_path / ("长" * 300 + ".txt")) == "read.not_readable"


def test_what_never_ends_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "pipe.txt") == "read.not_readable"
    (tmp_path / "zeros.pdf").symlink_to("/dev/zero")
    assert refusal(tmp_path / "zeros.pdf") == "read.not_readable"


@pytest.mark.parametrize(
    "name", ["报告 2023 (终稿).txt", "📊年报.txt", "no suffix", "wrong.pdf", "a'b\"c&d.html", "-rf.txt", "换\n行.txt"]
)
def test_names_do_not_matter(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(TEXT, encoding="utf-8")
    document = read(path, LIMITS)
    assert document.text == TEXT
    assert document.file_name == name


def test_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    path = tmp_path / "scan.png"
    image.new("1", (20_000, 20_000)).save(path)
    assert refusal(path) == "read.too_large"


def test_outside_references_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<a>秘密</a>", encoding="utf-8")
    entity = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{W}"><w:body>'
    path = tmp_path / "report.docx"
    path.write_bytes(packed({"word/document.xml": f"{entity}<w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>".encode()}))
    assert refusal(path) == "read.unsafe"


def test_spans_beyond_all_measure_are_clipped(tmp_path: Path) -> None:
    wide = tc("甲", "<w:gridSpan w:val='99999999'/>") + tc("乙", "<w:gridSpan w:val='-5'/>")
    path = tmp_path / "report.docx"
    path.write_bytes(word_bytes(p("正文。") + table(wide, tc("丙") + tc("丁"))))
    check_document(read(path, LIMITS))
    page = "<html><body><p>" + "学校现有在校生1205人。" * 40 + "</p><table><tr>" + "<td rowspan=65535 colspan=65535>1</td>" * 30
    (tmp_path / "page.html").write_text(page + "</tr><tr><td>2</td></tr></table></body></html>", encoding="utf-8")
    check_document(read(tmp_path / "page.html", LIMITS))


@pytest.mark.parametrize("depth", [300, 5000])
def test_deep_pages_are_refused_not_cut(depth: int, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body>" + "<div><span>" * depth + TEXT, encoding="utf-8")
    assert refusal(path) == "read.too_deep"


def test_pages_a_little_deep_are_read(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body>" + "<div>" * 120 + TEXT * 20, encoding="utf-8")
    assert read(path, LIMITS).text.startswith("一、基本情况")


ROW = "<tr>" + "<td rowspan=65535 colspan=400>1</td>" * 3 + "</tr>"
LONG: dict[str, str] = {
    "blanks": "一、概况" + " " * 100_000 + "3\n",
    "dots": "一、概况" + "." * 100_000 + "3\n",
    "short lines": "概况\n" * 20_000,
    "figures": "概况\n12\n" * 10_000 + "完\n",
    "gaps": "\n".join("甲  乙  丙丁戊己庚辛壬癸  3" for _ in range(10_000)),
    "uneven gaps": "\n".join("甲" + "  乙" * (n % 7) for n in range(10_000)),
    "tabs": "\n".join("\t甲" for _ in range(20_000)),
    "open sentences": "学校坚持立德树人，深化产教融合，推进三教改革，\n" * 20_000,
    "contents": "目录\n" + "一、概况\n" * 12_000,
    "a page of blanks": "<html><body><p>" + STORY + "&nbsp; " * 100_000 + "</p></body></html>",
    "a page of rows": "<html><body><p>" + STORY + "</p><table>" + ROW * 10_000 + "</table></body></html>",
    "a page of marks": "<html><body><p>" + STORY + "<![if " * 50_000 + "</p></body></html>",
    "a page of hidden text": "<html><body><p>"
    + STORY
    + "".join(f"<i hidden>{n}</i>" for n in range(20_000))
    + "</p></body></html>",
}


@pytest.mark.parametrize("name", LONG)
def test_long_files_take_no_longer_than_their_length(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(LONG[name], encoding="utf-8")
    started = time.process_time()
    check_document(read(path, Settings()))
    assert time.process_time() - started < 6


def test_a_table_wider_than_any_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(word_bytes(p("正文。") + table(tc("甲", "<w:gridSpan w:val='200'/>") * 2000)))
    document = read(path, Settings())
    assert [issue.code for issue in document.issues] == ["read.table_broken"]
