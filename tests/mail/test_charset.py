"""Every byte string has a reading, and lies about charsets are noticed."""

from gateway.mail.charset import codec_of, decode


def check(raw: bytes, declared: str, text: str, lied: bool = False) -> None:
    decoded = decode(raw, declared)
    assert (decoded.text, decoded.lied) == (text, lied)


def test_declared_charsets_are_believed_while_they_fit() -> None:
    check(b"plain", "", "plain")
    check(b"plain", "x-nonsense", "plain")
    check("سلام".encode(), "UTF-8", "سلام")
    check("سلام".encode("cp1256"), "windows-1256", "سلام")
    check("café €".encode("cp1252"), "iso-8859-1", "café €")
    check("привет".encode("koi8-r"), "KOI8-R", "привет")
    check("日本語".encode("iso2022_jp"), "iso-2022-jp", "日本語")
    check("日本語".encode("shift_jis"), "Shift_JIS", "日本語")
    check("한국어".encode("euc-kr"), "ks_c_5601-1987", "한국어")
    check("中文".encode("gbk"), "gb2312", "中文")
    check("中文".encode("big5"), "big5", "中文")
    check("hi".encode("utf-16"), "utf-16", "hi")


def test_wrong_and_missing_declarations_are_seen_through() -> None:
    check("سلام دنیا".encode(), "", "سلام دنیا")
    check("سلام دنیا".encode(), "us-ascii", "سلام دنیا", lied=True)
    check("سلام دنیا".encode(), "iso-8859-1", "سلام دنیا", lied=True)
    check("سلام چطوريد".encode("cp1256"), "", "سلام چطوريد")
    check("سلام چطوريد".encode("cp1256"), "utf-8", "سلام چطوريد", lied=True)
    check("café crème".encode("cp1252"), "", "café crème")
    check("café crème".encode("cp1252"), "utf-8", "café crème", lied=True)
    check("日本語".encode("iso2022_jp"), "", "日本語")
    check("naïve".encode() + b"\xff", "utf-8", "naïveÿ", lied=True)
    check("سلام".encode()[:-1], "utf-8", "سلا\u00d9", lied=True)


def test_marks_nul_and_refused_codecs() -> None:
    check(b"\xef\xbb\xbfhi\xc3\xa9", "", "hié")
    check("\ufeffسلام".encode("utf-16-le"), "utf-8", "سلام")
    check(b"a\0b", "utf-8", "ab")
    check(b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-")
    check(b"\\x41", "unicode_escape", "\\x41")
    assert codec_of("utf-7") == codec_of("rot13") == codec_of("idna") == codec_of("../x") == codec_of("a" * 1000) == ""


def test_no_byte_becomes_a_replacement_character() -> None:
    everything = bytes(range(256)) * 3
    for declared in (
        "",
        "utf-8",
        "iso-8859-1",
        "windows-1256",
        "shift_jis",
        "gb18030",
        "utf-16",
        "big5",
        "koi8-r",
        "x",
    ):
        assert "\ufffd" not in decode(everything, declared).text
