package formula

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestFormulas(t *testing.T) {
	for _, c := range []struct{ tex, text, html string }{
		{`E + A\,K^{-a} + B\,n^{-b}`, "E + A K^-a + B n^-b",
			"<i>E</i> + <i>A</i>\u2009<i>K</i><sup>−<i>a</i></sup> + <i>B</i>\u2009<i>n</i><sup>−<i>b</i></sup>"},
		{`E + A\,K^{-0.5}`, "E + A K^-0.5", "<i>E</i> + <i>A</i>\u2009<i>K</i><sup>−0.5</sup>"},
		{`E + B/(n^{b} + m^{b})`, "E + B/(n^b + m^b)",
			"<i>E</i> + <i>B</i>/(<i>n</i><sup><i>b</i></sup> + <i>m</i><sup><i>b</i></sup>)"},
		{`C\,(Kn)^{-c}`, "C (Kn)^-c", "<i>C</i>\u2009(<i>K</i><i>n</i>)<sup>−<i>c</i></sup>"},
		{`K^* = N^{b/(a+b)}`, "K^* = N^(b/(a + b))",
			"<i>K</i><sup>*</sup> = <i>N</i><sup><i>b</i>/(<i>a</i> + <i>b</i>)</sup>"},
		{`x<y`, "x < y", "<i>x</i> &lt; <i>y</i>"},
		{`\frac{C + D}{m}`, "(C + D)/m",
			fractionHead + "<i>C</i> + <i>D</i>" + fractionLine + "<i>m</i></span></span>"},
		{`A/(1 + \ln K)`, "A/(1 + ln K)", "<i>A</i>/(1 + ln\u2009<i>K</i>)"},
		{`\sqrt{x}, \quad \alpha_1 = 0.5`, "sqrt(x), α_1 = 0.5",
			"√<span style=\"border-top:1px solid\"><i>x</i></span>,\u2009\u2003<i>α</i><sub>1</sub> = 0.5"},
		{`\min(\mathrm{ceiling}, E)`, "min(ceiling, E)", "min(ceiling,\u2009<i>E</i>)"},
		{`\text{a & b}`, "a & b", "a &amp; b"},
	} {
		if got := Text(c.tex); got != c.text {
			t.Errorf("%s: text %q, want %q", c.tex, got, c.text)
		}
		if got, ok := HTML(c.tex); got != c.html || !ok {
			t.Errorf("%s: HTML %q %v, want %q", c.tex, got, ok, c.html)
		}
	}
}

// TestUnknown has TeX that is not known, broken or meant to act: it is refused and not half written.
func TestUnknown(t *testing.T) {
	for _, tex := range []string{
		`\href{javascript:alert(1)}{K}`, `\htmlId{x}{y}`, `\def\x{y}\x`, `{`, `}`, `\frac{a}`, `a^`, `\`, `\text{`, `$K$`,
		"\xff",
		strings.Repeat("{", 5000), strings.Repeat("{", 100) + strings.Repeat("}", 100), strings.Repeat("^", 1500),
	} {
		if got, ok := HTML(tex); ok {
			t.Errorf("%.40q is known: %s", tex, got)
		}
	}
	if got := Text(`\unknown{x}`); got != `\unknown{x}` {
		t.Errorf("text %q", got)
	}
}

func FuzzHTML(f *testing.F) {
	for _, tex := range []string{`E + A\,K^{-a}`, `\frac{a<b}{\text{<img>}}`, `^^`, `\`, `"'&`} {
		f.Add(tex)
	}
	f.Fuzz(func(t *testing.T, tex string) {
		page, ok := HTML(tex)
		if !ok ||
			strings.ContainsFunc(
				tex,
				func(r rune) bool { return r < ' ' || r == 0xfffe || r == 0xffff },
			) { // not in XML
			return
		}
		for d := xml.NewDecoder(strings.NewReader("<p>" + page + "</p>")); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%q: %v in %s", tex, err, page)
			}
			if e, is := token.(xml.StartElement); is && !strings.Contains(" p i sup sub span ", " "+e.Name.Local+" ") {
				t.Fatalf("%q: element %s", tex, e.Name.Local)
			}
		}
	})
}
