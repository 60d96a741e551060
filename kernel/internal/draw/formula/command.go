package formula

import (
	"html"
	"strings"
	"unicode/utf8"
)

// command reads what follows a backslash.
func (p *parser) command(depth int) (written, error) {
	name := p.rest
	if end := strings.IndexFunc(name, func(r rune) bool { return !isASCIILetter(r) }); end > 0 {
		name = name[:end]
	} else if end == 0 {
		_, size := utf8.DecodeRuneInString(name)
		name = name[:size]
	}
	p.rest = p.rest[len(name):]
	if w, ok := symbols[name]; ok {
		return w, nil
	}
	switch name {
	case "frac", "tfrac", "dfrac":
		return p.fraction(depth)
	case "sqrt":
		w, err := p.argument(depth)
		return written{`√<span style="border-top:1px solid">` + w.html + "</span>", "sqrt(" + w.text + ")", true}, err
	case "text", "mathrm", "operatorname":
		return p.upright()
	}
	return written{}, errUnknown
}

func isASCIILetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// The parts of a fraction stand one above the other.
const (
	fractionHead = `<span style="display:inline-block;vertical-align:middle;text-align:center">` +
		`<span style="display:block;border-bottom:1px solid;padding:0 3px">`
	fractionLine = `</span><span style="display:block;padding:0 3px">`
)

func (p *parser) fraction(depth int) (written, error) {
	above, err := p.argument(depth)
	if err != nil {
		return above, err
	}
	below, err := p.argument(depth)
	return written{
		html: fractionHead + above.html + fractionLine + below.html + "</span></span>",
		text: operand(above) + "/" + operand(below),
	}, err
}

func operand(w written) string {
	if w.single {
		return w.text
	}
	return "(" + strings.TrimSpace(w.text) + ")"
}

// upright reads the words of \text{...}.
func (p *parser) upright() (written, error) {
	body, found := strings.CutPrefix(p.rest, "{")
	words, rest, closed := strings.Cut(body, "}")
	if !found || !closed || strings.ContainsAny(words, `{\$`) {
		return written{}, errUnknown
	}
	p.rest = rest
	return written{html.EscapeString(words), words, true}, nil
}

// symbols are the commands without arguments.
var symbols = map[string]written{
	",": space("\u2009"), ";": space("\u2005"), ":": space("\u2005"), " ": space(" "), "quad": space("\u2003"),
	"qquad": space("\u2003\u2003"), "!": {},
	"left": {}, "right": {}, "big": {}, "Big": {}, "bigl": {}, "bigr": {}, "Bigl": {}, "Bigr": {},
	"{": plain("{"), "}": plain("}"), "%": plain("%"), "_": plain("_"),
	"cdot": {
		"·",
		" * ",
		false,
	}, "times": {"×", " * ", false}, "pm": {" ± ", " +- ", false}, "infty": {"∞", "inf", true},
	"le": {
		" ≤ ",
		" <= ",
		false,
	}, "leq": {" ≤ ", " <= ", false}, "ge": {" ≥ ", " >= ", false}, "geq": {" ≥ ", " >= ", false},
	"approx": {" ≈ ", " ~ ", false}, "sum": {"∑", "sum ", false},
	"ln": function(
		"ln",
	), "log": function("log"), "exp": function("exp"), "min": function("min"), "max": function("max"),
	"sin": function(
		"sin",
	), "cos": function("cos"), "cosh": function("cosh"), "sinh": function("sinh"), "tanh": function("tanh"),
	"alpha": letter("α"), "beta": letter("β"), "gamma": letter("γ"), "delta": letter("δ"), "epsilon": letter("ε"),
	"varepsilon": letter("ε"), "eta": letter("η"), "theta": letter("θ"), "kappa": letter("κ"), "lambda": letter("λ"),
	"mu": letter(
		"μ",
	), "nu": letter("ν"), "pi": letter("π"), "rho": letter("ρ"), "sigma": letter("σ"), "tau": letter("τ"),
	"phi": letter(
		"φ",
	), "varphi": letter("φ"), "chi": letter("χ"), "psi": letter("ψ"), "omega": letter("ω"), "xi": letter("ξ"),
	"zeta": letter("ζ"), "ell": letter("ℓ"), "Gamma": plain("Γ"), "Delta": plain("Δ"), "Theta": plain("Θ"),
	"Lambda": plain("Λ"), "Sigma": plain("Σ"), "Phi": plain("Φ"), "Omega": plain("Ω"),
}

func space(s string) written    { return written{html: s, text: " "} }
func letter(s string) written   { return written{"<i>" + s + "</i>", s, true} }
func function(s string) written { return written{s + applied, s + applied, false} }

// applied stands between a function and what it is of.
const applied = "\u2009"
