package temml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func engine(t *testing.T) *Engine {
	t.Helper()
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// shape lists the elements and texts of what is drawn.
func shape(t *testing.T, element string) string {
	t.Helper()
	var parts []string
	decoder := xml.NewDecoder(strings.NewReader(element))
	hidden := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(parts, " ")
		}
		if err != nil {
			t.Fatalf("%v in %s", err, element)
		}
		switch token := token.(type) {
		case xml.StartElement:
			hidden = token.Name.Local == "annotation"
			if !hidden {
				parts = append(parts, token.Name.Local)
			}
		case xml.CharData:
			if !hidden {
				parts = append(parts, string(bytes.TrimSpace(token)))
			}
		}
	}
}

func TestMathML(t *testing.T) {
	e := engine(t)
	for tex, want := range map[string]string{
		`\tfrac12`:                               "math semantics mstyle mfrac mn 1 mn 2",
		`a < b`:                                  "math semantics mrow mi a mo < mi b",
		`\sqrt n`:                                "math semantics msqrt mi n",
		`\text{too few}`:                         "math semantics mtext too\u00a0few",
		`\left(\frac ab\right)^2`:                "math semantics msup mrow mo ( mfrac mi a mi b mo ) mn 2",
		`\cosh z`:                                "math semantics mrow mrow mi cosh mo \u2061 mspace mi z",
		`\begin{aligned}a&=b\\c&=d\end{aligned}`: "math semantics mtable mtr mtd mi a mtd mrow mo = mi b mtr mtd mi c mtd mrow mo = mi d",
	} {
		element, err := e.MathML(tex, false)
		if err != nil {
			t.Errorf("%s: %v", tex, err)
		} else if got := shape(t, element); got != want {
			t.Errorf("%s: %q, want %q", tex, got, want)
		}
	}
}

func TestDisplayIsALineOfItsOwn(t *testing.T) {
	e := engine(t)
	for _, display := range []bool{false, true} {
		element, err := e.MathML(`\sum_k k`, display)
		if err != nil || strings.Contains(element, `display="block"`) != display {
			t.Errorf("display %v: %s (%v)", display, element, err)
		}
	}
}

func TestRefusesWhatItCannotDraw(t *testing.T) {
	e := engine(t)
	for tex, says := range map[string]string{
		`\frac{a}{b`:                        "expected '}'",
		`\nosuch x`:                         `\nosuch`,
		`a & b`:                             "&",
		`\def\a{\a\a}\a`:                    "infinite loop",
		`\includegraphics{https://a/b.png}`: "not trusted",
		`\ref{x}`:                           "references",
	} {
		element, err := e.MathML(tex, true)
		if !errors.Is(err, ErrFormula) || !strings.Contains(err.Error(), says) ||
			strings.ContainsAny(err.Error(), "\u0332\n") {
			t.Errorf("%s: %s, %v", tex, element, err)
		}
	}
	if _, err := e.MathML(`\gdef\mine{x} \mine`, true); err != nil {
		t.Error(err)
	}
	if _, err := e.MathML(`\mine`, true); err == nil {
		t.Error("a macro of one formula reached another")
	}
}

func TestStyleNeedsNoOtherFile(t *testing.T) {
	for rest := Style(); ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			break
		}
		// %23: a part of the same picture
		if rest = strings.TrimLeft(after, `'"`); !strings.HasPrefix(rest, "data:") && !strings.HasPrefix(rest, "%23") {
			t.Errorf("the style sheet refers to %.40s", rest)
		}
	}
	if fonts := strings.Count(Style(), "url(data:font/"); fonts != 2 {
		t.Errorf("the style sheet has %d fonts, want 2", fonts)
	}
}

func TestLibraryIsTheVersionNamed(t *testing.T) {
	if !strings.Contains(library, `version="`+Version+`"`) && !strings.Contains(library, `"`+Version+`"`) {
		t.Errorf("the library is not version %s", Version)
	}
	if !strings.Contains(License(), "MIT License") {
		t.Error("the licence is not the library's")
	}
}
