// Package temml turns formulas in TeX into MathML, which browsers draw without JavaScript, by the Temml 0.13.5 library.
// Its files dist/temml.min.js, dist/Temml-Local.css and dist/Temml.woff2 of the npm package are unchanged; its licence
// lies beside.
package temml

import (
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/go-fonts/dejavu/dejavumathtexgyre"
	"modernc.org/quickjs"

	"tradeoff/kernel/internal/draw/script"
)

// Version is that of the embedded library.
const Version = "0.13.5"

// ErrFormula is wrapped by errors about TeX that the library does not know.
var ErrFormula = errors.New("not a formula in TeX")

var (
	//go:embed temml.min.js
	library string
	//go:embed Temml-Local.css
	style string
	//go:embed Temml.woff2
	font []byte // of primes and script letters
	// The licence must accompany every copy of the library.
	//
	//go:embed LICENSE
	license string
	// So must that of the font which [Style] carries.
	//
	//go:embed LICENSE-DejaVu
	licenseFont string
)

// License is the licence of the library, its style sheet and its font, and that of the font for formulas.
func License() string { return license + "\n" + licenseFont }

// convertSource answers with the MathML or the error, marked by a first letter. Formulas may not refer to addresses or
// set styles.
const convertSource = `function convert(tex, display) {
	try {
		return "m" + temml.renderToString(tex, {displayMode: display, throwOnError: true, annotate: true, trust: false, strict: false});
	} catch (e) {
		return "e" + String(e.message);
	}
}`

// scripts are what an engine runs before it converts.
var scripts = script.Compiled(library, convertSource)

// Engine converts formulas. It must be closed, and is not for several goroutines at once.
type Engine struct{ vm *quickjs.VM }

// New starts an engine.
func New() (*Engine, error) {
	compiled, err := scripts()
	if err != nil {
		return nil, fmt.Errorf("temml: %w", err)
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, fmt.Errorf("temml: start the JavaScript engine: %w", err)
	}
	if err := script.Run(vm, compiled); err != nil {
		return nil, errors.Join(fmt.Errorf("temml: %w", err), vm.Close())
	}
	return &Engine{vm}, nil
}

// Close frees the engine.
func (e *Engine) Close() error { return e.vm.Close() }

// MathML returns the math element of a formula without its dollars; display makes it a line of its own. The formula in
// TeX stays in the element as an annotation, which is not shown but copied. No macro of one formula reaches another.
// The error wraps [ErrFormula].
func (e *Engine) MathML(tex string, display bool) (string, error) {
	value, err := e.vm.Call("convert", tex, display)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrFormula, err)
	}
	answer, _ := value.(string)
	element, ok := strings.CutPrefix(answer, "m")
	switch {
	case !ok:
		return "", fmt.Errorf("%w: %s", ErrFormula, oneLine(answer[min(1, len(answer)):]))
	case strings.Contains(element, `class="tml-ref"`):
		// the library leaves them to a script in the page
		return "", fmt.Errorf("%w: references between formulas are not supported", ErrFormula)
	}
	return element, nil
}

// oneLine writes a message in a line, without the marks below the characters that it is about.
func oneLine(message string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(message, "\u0332", "")), " ")
}

// fontStyle names the font of formulas, whose letters are large for their size.
const fontStyle = `
@font-face { font-family: "Formulas"; src: url(data:font/ttf;base64,%s); }
math { font-family: "Formulas", math; font-size: 95%%; }
`

// Style is the style sheet of the elements that [Engine.MathML] returns. It refers to no other file. It carries the
// font DejaVu Math TeX Gyre, since a system without a font for mathematics would draw roots and brackets too small.
// (Beside roots in STIX Two and Latin Modern, Chromium 156 leaves gaps.)
func Style() string {
	primes := "url(data:font/woff2;base64," + base64.StdEncoding.EncodeToString(font) + ")"
	return strings.Replace(style, "url('Temml.woff2')", primes, 1) + fmt.Sprintf(fontStyle,
		base64.StdEncoding.EncodeToString(dejavumathtexgyre.TTF))
}
