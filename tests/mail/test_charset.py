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
    for declared in ("windows-1256", "iso-8859-6", "windows-1251", "koi8-r", "gb2312", "euc-kr", "shift_jis"):
        check("سلام دنیا".encode(), declared, "سلام دنیا", lied=True)
    check("\u0628\u061f \u06a9\u062c\u0627\u061f".encode("cp1256"), "windows-1256", "ب؟ کجا؟")
    check("你好".encode(), "gb2312", "你好", lied=True)
    check("\u5cb3".encode("gbk"), "gb2312", "岳")
    check("سلام دنیا".encode(), "iso-8859-1", "سلام دنیا", lied=True)
    check("سلام چطوريد".encode("cp1256"), "", "سلام چطوريد")
    check("سلام چطوريد".encode("cp1256"), "utf-8", "سلام چطوريد", lied=True)
    check("café crème".encode("cp1252"), "", "café crème")
    check("café crème".encode("cp1252"), "utf-8", "café crème", lied=True)
    check("日本語".encode("iso2022_jp"), "", "日本語")
    check("naïve".encode() + b"\xff", "utf-8", "naïveÿ", lied=True)
    check("سلام".encode()[:-1], "utf-8", "سلا\u00d9", lied=True)


ARABIC = "السلام عليكم، أريد أن أسأل عن الفاتورة رقم خمسة"
RUSSIAN = "Здравствуйте, я хотел бы узнать о состоянии заказа"
JAPANESE = "お世話になっております。注文の状況を教えてください。"
KOREAN = "안녕하세요. 주문 상태를 확인하고 싶습니다"
CHINESE = "您好，我想询问一下我的订单状态，谢谢您的帮助。"


def test_the_letters_tell_the_charset_where_none_can_be_believed() -> None:
    for text, codec in (
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859_6"),
        ("لطفا وضعيت سفارش را بررسي کنيد", "cp1256"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "iso8859_5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (CHINESE, "gb18030"),
    ):
        raw = text.encode(codec)
        for declared in ("", "utf-8", "us-ascii", "iso-8859-1", "x-unknown"):
            check(raw, declared, text, lied=bool(declared))
    check(JAPANESE.encode("iso2022_jp"), "utf-8", JAPANESE, lied=True)
    check(KOREAN.encode("iso2022_kr"), "", KOREAN)


def test_latin_text_is_not_taken_for_another_script() -> None:
    for text in (
        "Où êtes-vous allés cet été, à Genève?",
        "Größe: 5 m², süß",
        "niño ¿qué?",
        "“quoted” – and so on…",
    ):
        check(text.encode("cp1252"), "", text)
        check(text.encode("cp1252"), "iso-8859-1", text)


def test_the_two_arabic_sets_are_told_apart() -> None:
    check(ARABIC.encode("cp1256"), "iso-8859-6", ARABIC)
    check(ARABIC.encode("iso8859_6"), "iso-8859-6", ARABIC)
    check(ARABIC.encode("iso8859_6"), "windows-1256", ARABIC)
    check("پاسخ چه شد؟".encode("cp1256", "ignore"), "iso-8859-6", "پاسخ چه شد؟")


def test_wide_text_is_seen_without_its_mark() -> None:
    for text in ("Hello, dear all", "سلام دنیا، خوب است"):
        for codec in ("utf-16-le", "utf-16-be"):
            check(text.encode(codec), "utf-16", text)
            check(text.encode(codec), "", text, lied=True)
            check(text.encode(codec) + b"\n", "utf-8", text, lied=True)


def test_marks_nul_and_refused_codecs() -> None:
    check(b"\xef\xbb\xbfhi\xc3\xa9", "", "hié")
    check("\ufeffسلام".encode("utf-16-le"), "utf-8", "سلام")
    check(b"a\0b", "utf-8", "ab")
    check("café".encode(), "utf-8 (Unicode)", "café")
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
