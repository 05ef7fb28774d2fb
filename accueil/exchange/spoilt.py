"""What programs do to cells: errors, zeros lost, invisible characters, Word's marks."""

import re
import unicodedata

from accueil.exchange.tables import UNCALCULATED

# Of Excel in English and in French, of LibreOffice, and our own mark.
SHEET_ERROR = re.compile(
    r"#(?:N/A|NA|REF|VALUE|VALEUR|DIV/0|NAME|NOM|NUM|NOMBRE|NULL|NUL|SPILL|PROPAGATION"
    r"|CALC|GETTING_DATA|FIELD|CHAMP|BLOCKED|CONNECT|UNKNOWN|BUSY)[!?]?|#{3,}"
    r"|err\s?:\s?\d{3}",
    re.IGNORECASE,
)
# <o:p>, <w:…>, conditional comments: left by a paste from Word or Outlook.
WORD_MARKS = re.compile(
    r"<!--\[if[^\]]*\]>.*?<!\[endif\]-->|</?[ovwm]:[a-z]+[^<>]*>|<!\[(?:if|endif)[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
WORD_BULLET = re.compile(r"^[ \t]*[·•▪§\uf0b7\uf0a7\uf0d8][ \t]+", re.MULTILINE)
BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
FRENCH_PHONE = re.compile(r"(?:\+|00)33(?:\(?0\)?)?(?=[1-9]\d{8}$)")
BETWEEN_DIGITS = re.compile(r"[\s.\-/\u00a0\u202f]+")


def sheet_error(text: str) -> str:
    """Why ``text`` is no value but what a spreadsheet shows of an error, or nothing."""
    if text == UNCALCULATED:
        return (
            "Formule non calculée : ouvrez le fichier dans un tableur et enregistrez-"
            "le, ou remplacez la formule par sa valeur."
        )
    if SHEET_ERROR.fullmatch(text):
        return f"« {text[:20]} » est une erreur du tableur : corrigez la formule."
    return ""


def without_invisible(text: str) -> tuple[str, int]:
    """Text without controls, marks of direction nor private characters; how many.

    Line feeds stay. Spaces without width and byte order marks go too.
    """
    kept = [c for c in text if c == "\n" or unicodedata.category(c)[0] != "C"]
    return "".join(kept), len(text) - len(kept)


def without_word_marks(text: str) -> tuple[str, bool]:
    """Text without what a paste from Word left; whether there was some."""
    plain = WORD_BULLET.sub("• ", WORD_MARKS.sub("", text))
    return plain.strip(), plain != text


def whole_code(text: str, figures: int) -> tuple[str, str]:
    """A code of ``figures`` figures without spaces, its lost zeros put back; a note.

    What is not figures alone is given back as it is: a name, or « 2A004 ».
    """
    tight = BETWEEN_DIGITS.sub("", text)
    if figures == 10 and FRENCH_PHONE.match(tight):
        return FRENCH_PHONE.sub("0", tight), ""
    if not re.fullmatch("[0-9]+", tight):
        return text, ""
    lost = figures - len(tight)
    if 0 < lost <= figures // 4:
        whole = tight.zfill(figures)
        return whole, f"Zéro de tête rétabli : {whole} au lieu de {tight}."
    return tight, ""
