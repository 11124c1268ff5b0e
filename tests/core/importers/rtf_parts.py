"""Makes RTF files as Word writes them: with the tables of its head and runs in groups of their own."""

from __future__ import annotations

from pathlib import Path

HEAD = r"""{\rtf1\adeflang1025\ansi\ansicpg1252\uc1\adeff0\deff0\stshfdbch31505\stshfloch31506\deflang1053
{\fonttbl{\f0\fbidi \froman\fcharset0\fprq2{\*\panose 02020603050405020304}Times New Roman{\*\falt Times};}
{\f3\fbidi \froman\fcharset2\fprq2{\*\panose 05050102010706020507}Symbol;}
{\f10\fbidi \fnil\fcharset2\fprq2{\*\panose 05000000000000000000}Wingdings;}
{\f37\fbidi \fswiss\fcharset238\fprq2 Calibri CE;}{\f38\fbidi \fswiss\fcharset204\fprq2 Calibri Cyr;}
{\f39\fbidi \fswiss\fcharset77\fprq2 Geneva;}{\f40\fbidi \fmodern\fcharset128\fprq1 MS Mincho;}}
{\colortbl;\red0\green0\blue0;\red0\green0\blue255;}{\*\defchp \fs22\loch\af31506 }{\*\defpap \ql \li0\ri0 }
\noqfpromote {\stylesheet{\ql \li0\ri0\widctlpar\wrapdefault \rtlch\fcs1 \af0 \ltrch\fcs0 \fs22 \snext0 Normal;}
{\s1\ql \keepn\outlinelevel0\ltrch\fcs0 \b\fs32 \sbasedon0 \snext0 \slink15 \sqformat heading 1;}
{\*\cs10 \additive \ssemihidden Default Paragraph Font;}{\*\cs15 \additive \b \sbasedon10 \slink1 Rubrik 1 Char;}
{\s16\ql\li0 \sbasedon1 \snext16 Egen rubrik;}{\s17\ql\outlinelevel9 \sbasedon1 \snext17 Ej rubrik;}}
{\*\listtable{\list\listtemplateid-1{\listlevel\levelnfc23{\leveltext\'01\u-3913 ?;}
{\levelnumbers;}\f3}{\listname ;}\listid1}}{\*\rsidtbl \rsid1847\rsid2961154\rsid16660}
{\mmathPr\mmathFont34\mbrkBin0}{\info{\title Hemlig titel}{\author Anna Ek}{\creatim\yr2019\mo5\dy3}}
{\*\xmlnstbl {\xmlns1 http://schemas.microsoft.com/office/word/2003/wordml}}\paperw11906\paperh16838
{\*\ftnsep \ltrpar \pard\plain \ltrpar\insrsid1 \chftnsep \par }\ltrpar \sectd \ltrsect\linex0
{\*\pnseclvl1\pnucrm\pnstart1\pnindent720\pnhang {\pntxta .}}"""
TAIL = r"""{\*\themedata 504b030414000600080000002100e9de0fbf}{\*\colorschememapping 3c3f786d6c}
{\*\latentstyles\lsdstimax376{\lsdlockedexcept \lsdqformat1 Normal;\lsdpriority9 x;}}{\*\datastore 0105000002}}"""
PLAIN = r"\pard\plain \ltrpar\ql \li0\ri0\widctlpar\wrapdefault \rtlch\fcs1 \af0\afs22 \ltrch\fcs0 \f0\fs22\lang1053 "


def run(text: str, words: str = "") -> str:
    """A run of text, which is RTF already, in a group of its own."""
    return rf"{{\rtlch\fcs1 \af0 \ltrch\fcs0 {words}\insrsid16660 {text}}}"


def paragraph(*inner: str, words: str = "") -> str:
    """A paragraph; plain text is made a run."""
    runs = "".join(part if part.startswith("{") else run(part) for part in inner)
    end = run(r"\par ")
    return f"{PLAIN}{words}{runs}{end}\n"


def written(text: str) -> str:
    """Text as Word writes it: its signs escaped, Windows' letters in hexadecimal, others as Unicode with a question
    mark."""
    made = []
    for letter in text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}"):
        if letter.isascii():
            made.append(letter)
            continue
        try:
            made.append(f"\\'{letter.encode('cp1252')[0]:02x}")
        except UnicodeEncodeError:
            wide = letter.encode("utf-16-le")
            units = [int.from_bytes(wide[place : place + 2], "little", signed=True) for place in range(0, len(wide), 2)]
            made.append("".join(f"\\u{unit}?" for unit in units))
    return "".join(made)


def document(*body: str) -> bytes:
    """The bytes of a file; letters beyond ASCII are written as Word writes them."""
    text = HEAD + "\n" + "".join(body) + TAIL
    return "".join(letter if letter.isascii() else written(letter) for letter in text).encode("ascii")


def write(path: Path, *body: str) -> Path:
    """Writes a file with this body and returns its path."""
    path.write_bytes(document(*body))
    return path
