package paperexport

import (
	"regexp"
	"strings"
)

// formulaCommands are the commands of TeX that a formula may have: signs, letters, accents, layout. None of them reads
// or writes a file, or defines anything.
var formulaCommands = wordSet(`
	alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau upsilon
	phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar partial nabla infty Re Im
	frac tfrac dfrac binom sqrt sum prod int iint oint lim limsup liminf max min sup inf arg argmax argmin det dim ker
	ln log exp sin cos tan cosh sinh tanh arcsin arccos arctan gcd Pr
	text mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol operatorname textbf textit textrm
	hat bar tilde vec dot ddot overline underline widehat widetilde overbrace underbrace stackrel overset underset
	left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr langle rangle lfloor rfloor lceil rceil
	lvert rvert lVert rVert vert Vert mid
	cdot cdots ldots dots vdots ddots times div pm mp ast star circ bullet oplus otimes
	le leq ge geq ne neq ll gg approx sim simeq cong equiv propto prec succ subset subseteq supset supseteq in ni notin
	cup cap setminus emptyset varnothing forall exists neg land lor wedge vee
	to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow Longrightarrow mapsto implies iff uparrow
	downarrow prime perp parallel angle triangle square
	quad qquad limits nolimits displaystyle textstyle scriptstyle begin end hline not colon mathop tag`)

// formulaEnvironments are what \begin may name.
var formulaEnvironments = wordSet(`
	aligned align align* gathered gather gather* cases matrix pmatrix bmatrix vmatrix array split`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

var (
	texCommand     = regexp.MustCompile(`\\([a-zA-Z]+)`)
	texEnvironment = regexp.MustCompile(`\\(?:begin|end)\s*\{([^{}]*)\}`)
	// texActs are a comment, a parameter, the end of a formula and a character by its number.
	texActs = regexp.MustCompile("[%#$`\x00-\x08\x0b-\x1f]|\\^\\^|\\\\(?:begin|end)\\s*(?:[^{\\s]|$)")
	// texEscaped are signs that a backslash makes harmless.
	texEscaped = regexp.MustCompile(`\\[^a-zA-Z]`)
)

const mostFormula = 4000 // bytes

// harmless tells whether TeX is a formula of known commands, its braces in pairs.
func harmless(tex string) bool {
	if len(tex) > mostFormula || strings.HasSuffix(strings.TrimRight(tex, " \n"), `\`) {
		return false
	}
	for _, command := range texCommand.FindAllStringSubmatch(tex, -1) {
		if !formulaCommands[command[1]] {
			return false
		}
	}
	for _, environment := range texEnvironment.FindAllStringSubmatch(tex, -1) {
		if !formulaEnvironments[environment[1]] {
			return false
		}
	}
	bare := texEscaped.ReplaceAllString(tex, "")
	return !texActs.MatchString(bare) && balanced(bare)
}

func balanced(tex string) bool {
	depth := 0
	for _, r := range tex {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}

// formula is TeX as MyST shows it: typeset if it is harmless, else as it is written.
func formula(tex string, display bool) string {
	tex = strings.TrimSpace(tex)
	one := strings.Join(strings.Fields(tex), " ")
	switch {
	case one == "":
		return ""
	case !harmless(tex):
		return inlineCode(tex)
	case display:
		return "\n\n$$\n" + one + "\n$$\n\n"
	}
	return "$" + one + "$"
}
