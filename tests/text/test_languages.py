import pytest

from signatures.text.languages import language_of


@pytest.mark.table(
    ("words", "country", "language"),
    [
        ("Ada Example", "IE", ""),
        ("Björn Ulvaeus", "SE", ""),
        ("李安", "", "zh"),
        ("李安", "TW", "zh-Hant"),
        ("山田 太郎", "JP", "ja"),
        ("やまだ 太郎", "", "ja"),
        ("김 예시", "US", "ko"),
        ("فاطمة المثال", "", "ar"),
        ("فاطمه نمونه", "IR", "fa"),
        ("דוגמה", "", "he"),
        ("Παράδειγμα", "GR", "el"),
        ("Приклад", "UA", "uk"),
        ("Пример", "", ""),
        ("", "", ""),
        ("😀 !", "", ""),
    ],
)
def test_language_is_told_by_the_script_and_else_by_the_country(words, country, language):
    assert language_of(words, country) == language
